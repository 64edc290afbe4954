using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>A skill as it travels: a folder with <c>manifest.json</c>, the artifacts it names, and perhaps <c>signature.json</c>.</summary>
public sealed class SkillPackage
{
    public const string ManifestFile = "manifest.json";
    public const string SignatureFile = "signature.json";
    private const int LargestSignatureBytes = 4096;

    private SkillPackage(string folder, SkillManifest manifest, SkillSignature? signature)
    {
        Folder = folder;
        Manifest = manifest;
        Signature = signature;
    }

    public string Folder { get; }

    public SkillManifest Manifest { get; }

    public SkillSignature? Signature { get; }

    /// <summary>Reads manifest and signature; artifacts are looked at when they are verified.</summary>
    public static SkillPackage Open(string folder)
    {
        if (!ManifestJson.TryRead(ReadBounded(folder, ManifestFile, ManifestJson.LargestBytes), out var manifest, out string problem))
            throw new SkillException(SkillFault.BadManifest, $"{ManifestFile} of {folder}: {problem}");
        return new SkillPackage(folder, manifest, ReadSignature(folder));
    }

    public string PathOf(SkillArtifact artifact) => Path.Combine(Folder, artifact.File);

    /// <summary>Whether the artifact is the file its manifest names, byte for byte. A link is not followed.</summary>
    public void VerifyArtifact(SkillArtifact artifact)
    {
        var file = PlainFile(PathOf(artifact));
        if (file.Length != artifact.SizeBytes) throw new SkillException(SkillFault.SizeMismatch, $"{artifact.File} has {file.Length} bytes, its manifest says {artifact.SizeBytes}");
        string found = HashOf(file.FullName);
        if (found != artifact.Sha256) throw new SkillException(SkillFault.HashMismatch, $"{artifact.File} has hash {found}, its manifest says {artifact.Sha256}");
    }

    public void Sign(ECDsa key) =>
        WholeFile.WriteText(Path.Combine(Folder, SignatureFile), JsonSerializer.Serialize(SkillSignature.Sign(Manifest, key), JsonSerializerOptions.Web) + "\n");

    public static string HashOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static SkillSignature? ReadSignature(string folder)
    {
        if (!Path.Exists(Path.Combine(folder, SignatureFile))) return null;
        try
        {
            return JsonSerializer.Deserialize<SkillSignature>(ReadBounded(folder, SignatureFile, LargestSignatureBytes), JsonSerializerOptions.Web)
                ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new SkillException(SkillFault.SignatureRefused, $"{SignatureFile} of {folder} cannot be read: {error.Message}", error);
        }
    }

    private static byte[] ReadBounded(string folder, string name, int largest)
    {
        var file = PlainFile(Path.Combine(folder, name));
        if (file.Length > largest) throw new SkillException(SkillFault.BadPackage, $"{name} of {folder} has {file.Length} bytes, more than {largest}");
        return File.ReadAllBytes(file.FullName);
    }

    private static FileInfo PlainFile(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) throw new SkillException(SkillFault.BadPackage, $"{path} is a link; a package holds plain files only");
        if (!file.Exists) throw new SkillException(SkillFault.ArtifactMissing, $"{path} is missing");
        return file;
    }
}
