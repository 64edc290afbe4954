using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Mapping;

/// <summary>The bytes of a file, at one address and unchanged during the lifetime of this object, whatever happens to the file.</summary>
/// <remarks>
/// A mapping alone cannot guarantee that: if another program truncates the file, access to the lost pages ends the process. A file is
/// therefore mapped only under a read lease: the kernel delays a program that opens it for writing or truncates it, notifies us, and waits.
/// We then put a private copy of the pages at the same addresses and let the writer continue. Without a lease (other systems, other owners,
/// some file systems, a current writer) the file is read into memory instead.
/// </remarks>
internal sealed unsafe class FileBytes : IDisposable
{
    private readonly Lock _lock = new();
    private SafeFileHandle? _leased;
    private bool _disposed;

    private FileBytes(byte* start, long length, SafeFileHandle? leased)
    {
        Bytes = new(start, length);
        _leased = leased;
    }

    public RawBytes Bytes { get; }

    /// <summary>True if the pages are still the file's own, shared with every other process that maps it.</summary>
    public bool IsMapped => Volatile.Read(ref _leased) is not null;

    public static bool TryOpen(string path, out FileBytes bytes, out FormatError error)
    {
        bytes = null!;
        error = default;
        SafeFileHandle? file = null;
        try
        {
            file = Open(path);
            bytes = FromLease(file) ?? FromReading(file);
            if (bytes.IsMapped) file = null;   // now the mapping's own
            return true;
        }
        catch (EndOfStreamException)
        {
            return FormatError.Fail(FormatFault.Truncated, 0, 0, null, out error);
        }
        catch (FileChangedException)
        {
            return FormatError.Fail(FormatFault.FileChanged, 0, 0, null, out error);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException
                                            or ArgumentException or OutOfMemoryException)
        {
            return FormatError.Fail(FormatFault.Unreadable, 0, 0, problem.Message, out error);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>
    /// Loads all pages at once, in large pages where they are not read yet, as far as the system can; otherwise pages are loaded on use.
    /// </summary>
    public void Populate()
    {
        if (!OperatingSystem.IsLinux() || !IsMapped) return;
        _ = LinuxCalls.Advise(Bytes.Start, (nuint)Bytes.Length, LinuxCalls.AdviceHugePage);
        _ = LinuxCalls.Advise(Bytes.Start, (nuint)Bytes.Length, LinuxCalls.AdvicePopulateRead);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            if (OperatingSystem.IsLinux()) LinuxCalls.Unmap(Bytes.Start, (nuint)Bytes.Length);
            else NativeMemory.Free(Bytes.Start);
            LetGo();
        }
    }

    /// <summary>Keeps the content and lets a writer continue that our lease delays.</summary>
    internal void YieldToWriter()
    {
        lock (_lock)
        {
            if (_leased is null || LinuxCalls.Control(_leased, LinuxCalls.GetLease, 0) == LinuxCalls.ReadLease) return;
            byte* copy = LinuxCalls.MapAnonymously(Bytes.Length);
            if (copy == null) return;   // no memory for a copy: the kernel holds the writer back for as long as it is set to
            Buffer.MemoryCopy(Bytes.Start, copy, Bytes.Length, Bytes.Length);
            LinuxCalls.Protect(copy, (nuint)Bytes.Length, LinuxCalls.ProtectRead);
            if (LinuxCalls.Replace(Bytes.Start, copy, Bytes.Length)) LetGo();
        }
    }

    private void LetGo()
    {
        if (_leased is not { } file) return;
        LeaseBreaks.Forget(this);
        _leased = null;
        file.Dispose();   // closing the descriptor gives the lease back
    }

    private static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        int descriptor = LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenNonBlocking | LinuxCalls.OpenCloseOnExec);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    private static FileBytes? FromLease(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux() || !LeaseBreaks.TryLease(file)) return null;
        long length = RandomAccess.GetLength(file);
        byte* start = length > 0 ? LinuxCalls.Map(file, length) : null;
        if (start == null)
        {
            LinuxCalls.Control(file, LinuxCalls.SetLease, LinuxCalls.NoLease);
            return null;
        }
        var bytes = new FileBytes(start, length, file);
        LeaseBreaks.Watch(bytes);
        return bytes;
    }

    /// <param name="meanwhile">What happens to the file between two looks at it; for tests.</param>
    internal static FileBytes FromReading(SafeFileHandle file, Action? meanwhile = null)
    {
        var (length, written) = (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        if (length == 0) throw new EndOfStreamException();
        byte* start = OperatingSystem.IsLinux() ? LinuxCalls.MapAnonymously(length) : (byte*)NativeMemory.Alloc((nuint)length);
        if (start == null) throw new IOException("The file does not fit in memory.");
        var bytes = new FileBytes(start, length, null);
        try
        {
            meanwhile?.Invoke();
            Fill(file, start, length);
            if (RandomAccess.GetLength(file) != length || File.GetLastWriteTimeUtc(file) != written) throw new FileChangedException();
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static void Fill(SafeFileHandle file, byte* start, long length)
    {
        for (long done = 0; done < length;)
        {
            int read = RandomAccess.Read(file, new Span<byte>(start + done, (int)Math.Min(length - done, 1 << 30)), done);
            if (read == 0) throw new FileChangedException();
            done += read;
        }
    }

    /// <summary>The file was changed while it was read, so the read bytes may be a mixture.</summary>
    internal sealed class FileChangedException : IOException;
}
