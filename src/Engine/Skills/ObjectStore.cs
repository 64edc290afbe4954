using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>Files named by the hash of their content. Put once, never changed, read only.</summary>
internal sealed class ObjectStore(string root)
{
    private readonly string _objects = Path.Combine(root, "objects");

    public string PathOf(string sha256) => Path.Combine(_objects, sha256[..2], sha256);

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    public void Put(string sha256, Action<FileStream> content)
    {
        if (Has(sha256)) return;
        WholeFile.Write(PathOf(sha256), content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf(sha256), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>Removes everything that is not in <paramref name="kept"/>, leftovers of interrupted writes included. Returns files and bytes removed.</summary>
    public (int Files, long Bytes) Collect(IReadOnlySet<string> kept)
    {
        int files = 0;
        long bytes = 0;
        if (!Directory.Exists(_objects)) return (0, 0);
        foreach (string path in Directory.EnumerateFiles(_objects, "*", SearchOption.AllDirectories))
        {
            if (kept.Contains(Path.GetFileName(path))) continue;
            bytes += new FileInfo(path).Length;
            File.Delete(path);
            files++;
        }

        return (files, bytes);
    }
}
