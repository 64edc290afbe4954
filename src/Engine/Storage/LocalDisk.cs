using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Storage;

/// <summary>The file system of this machine.</summary>
public sealed class LocalDisk : IDisk
{
    // ENOENT, EACCES, ENOTDIR, EINTR, EINVAL
    private const int NoSuchFile = 2, AccessDenied = 13, NotAFolder = 20, Interrupted = 4, NotSupportedHere = 22;

    // EAGAIN, and Windows' word for it.
    private const int WouldBlock = 11, SharingViolation = unchecked((int)0x80070020);

    public static readonly LocalDisk Instance = new();

    private LocalDisk()
    {
    }

    public IDiskFile Open(string path, DiskAccess access, UnixFileMode? mode = null) => access switch
    {
        DiskAccess.Read => new LocalFile(OpenToRead(path), null),
        DiskAccess.Create => Open(path, FileMode.Create, FileShare.None, mode),
        _ => Open(path, FileMode.OpenOrCreate, FileShare.Read, mode),
    };

    public IDiskFile? TryHold(string path)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, FileShare.None, null);
        }
        catch (IOException held) when (held.HResult is WouldBlock or SharingViolation)
        {
            return null;
        }
    }

    public void Rename(string from, string to)
    {
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    }

    public void Delete(string path)
    {
        if (IdentityOf(path) is not { } found) return;
        if (found.IsFolder) Directory.Delete(path);
        else File.Delete(path);
    }

    public bool MakeFolder(string path)
    {
        if (Directory.Exists(path)) return false;
        Directory.CreateDirectory(path);
        return true;
    }

    public void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = OpenToRead(path);
        // A file system without flushes of folders says EINVAL; there a name is as lasting as the system makes it.
        if (Synchronise(folder) is not 0 and not NotSupportedHere and int fault) throw Failure(fault, path);
    }

    public IReadOnlyList<string> NamesIn(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public FileIdentity? IdentityOf(string path) => FileIdentity.At(path);

    /// <summary>Flushes an open file or folder; 0, or the number of the fault.</summary>
    internal static int Synchronise(SafeFileHandle file)
    {
        while (LinuxCalls.Synchronise(file) != 0)
            if (Marshal.GetLastPInvokeError() is not Interrupted and int fault) return fault;
        return 0;
    }

    internal static Exception Failure(int fault, string path) => fault switch
    {
        NoSuchFile => new FileNotFoundException($"{path} is missing", path),
        NotAFolder => new DirectoryNotFoundException($"{path} is missing"),
        AccessDenied => new UnauthorizedAccessException($"{path}: {Marshal.GetPInvokeErrorMessage(fault)}"),
        _ => new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(fault)}", fault),
    };

    private static LocalFile Open(string path, FileMode how, FileShare share, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = how, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (mode is { } rights && !OperatingSystem.IsWindows()) options.UnixCreateMode = rights;
        var stream = new FileStream(path, options);
        return new LocalFile(stream.SafeFileHandle, stream);
    }

    // Not by the library's own open: that asks for a lock, so that the holder of a lock file could not be read.
    private static SafeFileHandle OpenToRead(string path)
    {
        if (!OperatingSystem.IsLinux()) return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        int descriptor = LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenNonBlocking | LinuxCalls.OpenCloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(Marshal.GetLastPInvokeError(), path);
    }

    private sealed class LocalFile(SafeFileHandle handle, FileStream? stream) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Flush()
        {
            if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
            else if (Synchronise(handle) is not 0 and int fault) throw Failure(fault, stream?.Name ?? "a file");
        }

        public void Dispose()
        {
            stream?.Dispose();
            handle.Dispose();
        }
    }
}
