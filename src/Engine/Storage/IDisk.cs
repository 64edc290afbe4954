namespace Teleo.Engine.Storage;

/// <summary>
/// The file calls of all writes: <see cref="LocalDisk"/> in the program; in tests a simulated disk that fails, tears and loses data. A call
/// succeeds or throws an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>. Only flushed data survives a power
/// failure.
/// </summary>
public interface IDisk
{
    /// <param name="mode">The rights of a file that is made; the system's default where none are given.</param>
    IDiskFile Open(string path, DiskAccess access, UnixFileMode? mode = null);

    /// <summary>Opens or makes a file exclusively; null while another process has it.</summary>
    IDiskFile? TryHold(string path);

    /// <summary>Gives a file or a folder another name. A file that had this name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file, a link, or a folder that is empty; does nothing where there is none.</summary>
    void Delete(string path);

    /// <summary>Makes one folder; false where it is there already.</summary>
    bool MakeFolder(string path);

    /// <summary>Flushes the names in a folder: made, renamed and removed names survive a power failure.</summary>
    void FlushFolder(string path);

    /// <summary>The names of the files and folders in a folder, in order.</summary>
    IReadOnlyList<string> NamesIn(string folder);

    /// <summary>Null where there is nothing of this name.</summary>
    FileIdentity? IdentityOf(string path);
}

/// <summary>An open file. Closing it flushes nothing and reports nothing.</summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads at most as many bytes as fit; 0 at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    void Truncate(long length);

    /// <summary>
    /// Flushes the content. After a failure what was written since the last flush may be lost even if a later flush succeeds.
    /// </summary>
    void Flush();
}

public enum DiskAccess
{
    /// <summary>An existing file, for reading. A pipe does not block the open.</summary>
    Read,

    /// <summary>A new file, or one that is emptied.</summary>
    Create,

    /// <summary>A file that is there, with its content, or a new one.</summary>
    Edit,
}
