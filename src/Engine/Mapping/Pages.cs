using Teleo.Engine.Bytes;

namespace Teleo.Engine.Mapping;

/// <summary>Reads the system's data on pages: pages of a file in the page cache, and pages of a range in this process's memory.</summary>
internal static unsafe class Pages
{
    private const int PresentBit = 63;

    private static readonly int Size = Environment.SystemPageSize;

    /// <summary>Returns the share of a file in the page cache; null if the system does not say.</summary>
    public static double? CachedShare(string path)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(path)) return null;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
        long length = RandomAccess.GetLength(file);
        byte* start = length > 0 ? LinuxCalls.Map(file, length) : null;
        if (start == null) return null;
        try
        {
            byte[] pages = new byte[CountFor(length)];
            fixed (byte* each = pages)
                if (LinuxCalls.InCore(start, (nuint)length, each) != 0) return null;
            return 1 - (pages.AsSpan().Count((byte)0) / (double)pages.Length);
        }
        finally
        {
            _ = LinuxCalls.Unmap(start, (nuint)length);
        }
    }

    /// <summary>Returns the bytes of a page-aligned range in this process's memory; null if the system does not say.</summary>
    public static long? ResidentBytes(RawBytes bytes)
    {
        if (!OperatingSystem.IsLinux() || (nint)bytes.Start % Size != 0) return null;
        try
        {
            using var map = File.OpenHandle("/proc/self/pagemap", share: FileShare.ReadWrite);
            ulong[] entries = new ulong[CountFor(bytes.Length)];
            fixed (ulong* first = entries)
            {
                var room = new Span<byte>(first, entries.Length * sizeof(ulong));
                if (RandomAccess.Read(map, room, (nint)bytes.Start / Size * sizeof(ulong)) != room.Length) return null;
            }
            long present = 0;
            foreach (ulong entry in entries) present += (long)(entry >> PresentBit);
            return Math.Min(bytes.Length, present * Size);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int CountFor(long length) => checked((int)((length + Size - 1) / Size));
}
