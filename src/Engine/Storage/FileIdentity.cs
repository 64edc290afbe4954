using System.Runtime.InteropServices;

namespace Teleo.Engine.Storage;

/// <summary>
/// Identity and times of a file, without following links: cheap to read, and different after a write, a replacement, or a change of its
/// times, because programs cannot set the change time.
/// </summary>
/// <param name="IsPlain">True for a file with content; false for a link, a folder, a pipe or a device.</param>
public readonly partial record struct FileIdentity(bool IsPlain, long SizeBytes, long Modified, long Changed, ulong Device, ulong Number)
{
    private const int CurrentFolder = -100;        // AT_FDCWD
    private const int DoNotFollow = 0x100;         // AT_SYMLINK_NOFOLLOW
    private const uint BasicAndBirth = 0xfff;      // STATX_BASIC_STATS | STATX_BTIME
    private const int TypeMask = 0xf000, PlainType = 0x8000, FolderType = 0x4000;

    public bool IsFolder { get; init; }

    /// <summary>
    /// Returns the identity of a name; null if it does not exist. A system that cannot say is an error, never an absence.
    /// </summary>
    public static FileIdentity? At(string path) => OperatingSystem.IsLinux() ? At(path, DoNotFollow) : Portable(path);

    /// <summary>Returns the identity of the target of a link, as <see cref="At(string)"/>.</summary>
    public static FileIdentity? Behind(string path) => OperatingSystem.IsLinux()
        ? At(path, 0)
        : Portable(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    private static FileIdentity? At(string path, int flags)
    {
        Span<byte> found = stackalloc byte[256];
        if (Statx(CurrentFolder, path, flags, BasicAndBirth, found) == 0)
        {
            int type = Read<ushort>(found, 28) & TypeMask;
            ulong device = ((ulong)Read<uint>(found, 136) << 32) | Read<uint>(found, 140);
            return new(type == PlainType, Read<long>(found, 40), Time(found, 112), Time(found, 96), device, Read<ulong>(found, 32))
            {
                IsFolder = type == FolderType,
            };
        }

        var failure = LocalDisk.Failure(Marshal.GetLastPInvokeError(), path);
        return failure is FileNotFoundException or DirectoryNotFoundException ? null : throw failure;
    }

    private static long Time(ReadOnlySpan<byte> found, int at) => (Read<long>(found, at) * 1_000_000_000) + Read<uint>(found, at + 8);

    private static T Read<T>(ReadOnlySpan<byte> found, int at) where T : unmanaged => MemoryMarshal.Read<T>(found[at..]);

    internal static FileIdentity? Portable(string path)
    {
        var file = new FileInfo(path);
        if (Directory.Exists(path)) return new FileIdentity { IsFolder = file.LinkTarget is null };
        if (!file.Exists) return null;
        return new(file.LinkTarget is null, file.Length, file.LastWriteTimeUtc.Ticks, file.CreationTimeUtc.Ticks, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> found);
}
