using System.Security.Cryptography;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>Files named by the hash of their content. Put once, never changed, read only.</summary>
internal sealed class ObjectStore(IDisk disk, string folder)
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string PathOf(string sha256) => Path.Combine(folder, sha256);

    /// <summary>The hashes of all that is stored; what a file holds is to be checked when it is read.</summary>
    public IEnumerable<string> Names() => disk.IdentityOf(folder) is null ? [] : disk.NamesIn(folder).Where(NameRules.IsSha256);

    /// <summary>Stores content under its hash; a damaged object is replaced.</summary>
    /// <param name="isNamed">
    /// Says that the index names the object, so that it was flushed before. What it does not name may have been left by a step that
    /// failed, is not trusted although it can be read, and is written anew.
    /// </param>
    /// <exception cref="SkillException">The content has another hash: nothing is stored.</exception>
    public void Put(string sha256, Stream content, bool isNamed)
    {
        string path = PathOf(sha256);
        if (isNamed && disk.IdentityOf(path) is { IsPlain: true } && disk.HashOf(path) == sha256) return;
        AtomicFile.WriteInLargePieces(path, target =>
        {
            string found = Copy(content, target);
            if (found != sha256) throw new SkillException(SkillFault.HashMismatch, $"its hash is {found}, its manifest says {sha256}");
        }, content.Length, disk, ReadOnly);
    }

    /// <summary>Reads a small object; null if it is missing or has another content.</summary>
    public byte[]? TryRead(string sha256, int largest)
    {
        string path = PathOf(sha256);
        if (disk.IdentityOf(path) is not { IsPlain: true } look || look.SizeBytes > largest) return null;
        byte[] bytes = disk.ReadAll(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256 ? bytes : null;
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

    /// <summary>
    /// Removes everything that is not in <paramref name="kept"/>, leftovers of interrupted writes included. Returns files and bytes
    /// removed.
    /// </summary>
    public (int Files, long Bytes) Collect(IReadOnlySet<string> kept)
    {
        int files = 0;
        long bytes = 0;
        foreach (string name in disk.NamesIn(folder).Where(name => !kept.Contains(name)))
        {
            string path = Path.Combine(folder, name);
            bytes += disk.IdentityOf(path)?.SizeBytes ?? 0;
            disk.Delete(path);
            files++;
        }

        return (files, bytes);
    }
}
