using System.Security.Cryptography;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>Files named by the hash of their content. Put once, never changed, read only.</summary>
internal sealed class ObjectStore(string root)
{
    private readonly string _objects = Path.Combine(root, "objects");

    public string PathOf(string sha256) => Path.Combine(_objects, sha256[..2], sha256);

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Stores content under its hash, unless it is there and right; what was spoiled on the disk is replaced.</summary>
    /// <exception cref="SkillException">The content has another hash: nothing is stored.</exception>
    public void Put(string sha256, Stream content)
    {
        string path = PathOf(sha256);
        if (Has(sha256) && SkillPackage.HashOf(path) == sha256) return;
        WholeFile.WriteInLargePieces(path, target =>
        {
            string found = Copy(content, target);
            if (found != sha256) throw new SkillException(SkillFault.HashMismatch, $"its hash is {found}, its manifest says {sha256}");
        });
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    // The bytes that are hashed are the bytes that are stored, whatever happens to their source meanwhile.
    private static string Copy(Stream content, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 16];
        for (int read; (read = content.Read(block)) > 0;)
        {
            hash.AppendData(block, 0, read);
            target.Write(block, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
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
