namespace Teleo.Engine.Storage;

/// <summary>
/// Writes a file completely or not at all: to a temporary name beside it, flushed, renamed over the target, with the folder flushed so that
/// the new name survives a power failure. A failed flush is a refusal: the temporary file is removed and never renamed, because the system
/// may report the next flush as a success although content is lost.
/// </summary>
public static class AtomicFile
{
    /// <summary>The end of every temporary name; a file of this ending that no process holds was left over by a kill.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int SmallPiece = 1 << 16, LargePiece = 4 << 20;

    public static void Write(string path, Action<Stream> content, IDisk? disk = null) =>
        Write(disk ?? LocalDisk.Instance, path, SmallPiece, null, content);

    public static void WriteText(string path, string text, IDisk? disk = null) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    }, disk);

    /// <summary>Writes a file that only its owner can read at any moment, such as a private key.</summary>
    public static void WritePrivateText(string path, string text, IDisk? disk = null) =>
        Write(disk ?? LocalDisk.Instance, path, SmallPiece, UnixFileMode.UserRead | UnixFileMode.UserWrite, stream =>
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Writes a file that will be mapped, in pieces so large that the system keeps it in large pages, which are loaded and read faster
    /// (<c>bench/SCOREBOARD.md</c>, Large pages).
    /// </summary>
    /// <param name="expectedBytes">The size of the content where it is known, so that no larger piece is held.</param>
    internal static void WriteInLargePieces(string path, Action<Stream> content, long expectedBytes = LargePiece, IDisk? disk = null,
        UnixFileMode? mode = null) =>
        Write(disk ?? LocalDisk.Instance, path, (int)Math.Clamp(expectedBytes, 1, LargePiece), mode, content);

    /// <summary>Writes a copy of a file.</summary>
    public static void Copy(string source, string path) => Write(path, target =>
    {
        using var content = InputFile.Open(source);
        content.CopyTo(target);
    });

    private static void Write(IDisk disk, string path, int piece, UnixFileMode? mode, Action<Stream> content)
    {
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!,
            temporary = $"{full}.{Environment.ProcessId}{TemporarySuffix}";
        disk.MakeFolders(folder);
        try
        {
            Fill(disk, temporary, piece, mode, content);
            Rename(disk, temporary, full);
        }
        catch
        {
            disk.TryDelete(temporary);
            throw;
        }

        try
        {
            disk.FlushFolder(folder);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            throw new UnsettledWriteException(full, error);
        }
    }

    private static void Fill(IDisk disk, string temporary, int piece, UnixFileMode? mode, Action<Stream> content)
    {
        using var file = disk.Open(temporary, DiskAccess.Create, mode);
        // Not disposed: after a failure it would write what it still holds.
        var stream = new BufferedStream(new DiskStream(file), piece);
        content(stream);
        stream.Flush();
        file.Flush();
    }

    /// <summary>Renames a file. A failure that leaves the temporary name has changed nothing; any other failure may have.</summary>
    private static void Rename(IDisk disk, string temporary, string full)
    {
        try
        {
            disk.Rename(temporary, full);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            if (IsThere(disk, temporary)) throw;
            throw new UnsettledWriteException(full, error);
        }
    }

    private static bool IsThere(IDisk disk, string path)
    {
        try
        {
            return disk.IdentityOf(path) is not null;
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            return false;
        }
    }
}
