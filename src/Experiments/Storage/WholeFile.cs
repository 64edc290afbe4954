namespace Teleo.Experiments.Storage;

/// <summary>
/// Writes a file whole or not at all: into a temporary name beside it, flushed to the disk, then renamed over the
/// target. Whatever happens on the way, the old file stands as it was and nothing half-written is left.
/// </summary>
public static class WholeFile
{
    public static void Write(string path, Action<Stream> content)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
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
