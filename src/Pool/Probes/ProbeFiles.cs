namespace Teleo.Pool.Probes;

/// <summary>
/// The files in which a machine reports about itself, under a root that tests replace. Each file is read once per sample, up to a limit.
/// </summary>
internal sealed class ProbeFiles(string root)
{
    private const int LargestBytes = 1 << 22;

    private readonly Dictionary<string, (string? Text, string Why)> _read = [];

    /// <summary>The text of a file, or why there is none.</summary>
    public string? Read(string path, out string why)
    {
        if (!_read.TryGetValue(path, out var known)) _read[path] = known = ReadNow(Path.Combine(root, path));
        why = known.Why;
        return known.Text;
    }

    /// <summary>Folders in order of name; none where the parent is absent or closed to us.</summary>
    public string[] Folders(string path, string pattern)
    {
        try
        {
            var found = Directory.EnumerateDirectories(Path.Combine(root, path), pattern);
            return [.. found.Select(folder => Path.Combine(path, Path.GetFileName(folder))).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static (string?, string) ReadNow(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            using var reader = new StreamReader(file);
            var text = new char[LargestBytes];
            int length = reader.ReadBlock(text);
            return (new string(text, 0, length), "");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }
}
