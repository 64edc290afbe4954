namespace Teleo.Engine.Storage;

/// <summary>
/// Writes a file whole or not at all: into a temporary name beside it, flushed to the disk, renamed over the target, and the
/// folder flushed so that the new name outlives a power cut. Whatever happens on the way, the old file stands as it was.
/// </summary>
public static class WholeFile
{
    /// <summary>What a temporary name ends with; a file of this ending that no process holds is a leftover of a kill.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int SmallPiece = 1 << 16, LargePiece = 4 << 20;

    public static void Write(string path, Action<FileStream> content) => Write(path, content, SmallPiece);

    /// <summary>
    /// The same for what will be mapped: written in pieces so large that the system keeps it on large pages, which are brought in and
    /// read faster (<c>bench/SCOREBOARD.md</c>, Large pages).
    /// </summary>
    internal static void WriteInLargePieces(string path, Action<FileStream> content) => Write(path, content, LargePiece);

    private static void Write(string path, Action<FileStream> content, int piece)
    {
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        string temporary = $"{full}.{Environment.ProcessId}{TemporarySuffix}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, piece))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            FolderFlush.Flush(folder);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });
}
