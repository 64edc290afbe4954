using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Skills;

/// <summary>A skill as it travels: a folder with <c>manifest.json</c>, the artifacts it names, and perhaps <c>signature.json</c>.</summary>
public sealed class SkillPackage
{
    public const string ManifestFile = "manifest.json";
    public const string SignatureFile = "signature.json";
    private const int LargestSignatureBytes = 4096;

    private SkillPackage(string folder, SkillManifest manifest, DetachedSignature? signature)
    {
        Folder = folder;
        Manifest = manifest;
        Signature = signature;
    }

    public string Folder { get; }

    public SkillManifest Manifest { get; }

    public DetachedSignature? Signature { get; }

    /// <summary>Reads manifest and signature; artifacts are read when they are verified.</summary>
    public static SkillPackage Open(string folder)
    {
        if (!ManifestJson.TryRead(ReadBounded(folder, ManifestFile, ManifestJson.LargestBytes), out var manifest, out string problem))
            throw new SkillException(SkillFault.BadManifest, $"{ManifestFile} of {folder}: {problem}");
        return new SkillPackage(folder, manifest, ReadSignature(folder));
    }

    public string PathOf(SkillArtifact artifact) => Path.Combine(Folder, artifact.File);

    /// <summary>The artifact's bytes. A link is not followed, and the size must be the manifest's.</summary>
    public FileStream OpenArtifact(SkillArtifact artifact)
    {
        var (path, look) = PlainFile(PathOf(artifact));
        if (look.SizeBytes != artifact.SizeBytes)
            throw new SkillException(SkillFault.SizeMismatch,
                $"{artifact.File} has {look.SizeBytes} bytes, its manifest says {artifact.SizeBytes}");
        return InputFile.Open(path);
    }

    public void Sign(SigningKey key) =>
        AtomicFile.WriteText(Path.Combine(Folder, SignatureFile),
            JsonSerializer.Serialize(key.Sign(ManifestJson.CanonicalBytes(Manifest)), DetachedSignature.Type) + "\n");

    public static string HashOf(string path)
    {
        using var stream = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static DetachedSignature? ReadSignature(string folder)
    {
        if (FileIdentity.At(Path.Combine(folder, SignatureFile)) is null) return null;
        byte[] bytes = ReadBounded(folder, SignatureFile, LargestSignatureBytes);
        return JsonInput.TryRead(bytes, DetachedSignature.Type, new(LargestSignatureBytes), out var signature,
            out string problem)
            ? signature
            : throw new SkillException(SkillFault.SignatureRefused, $"{SignatureFile} of {folder} cannot be read: {problem}");
    }

    private static byte[] ReadBounded(string folder, string name, int largest)
    {
        var (path, look) = PlainFile(Path.Combine(folder, name));
        if (look.SizeBytes > largest)
            throw new SkillException(SkillFault.BadPackage, $"{name} of {folder} has {look.SizeBytes} bytes, more than {largest}");
        return InputFile.ReadAll(path, largest);
    }

    private static (string Path, FileIdentity Look) PlainFile(string path)
    {
        var look = FileIdentity.At(path) ?? throw new SkillException(SkillFault.ArtifactMissing, $"{path} is missing");
        return look.IsPlain
            ? (path, look)
            : throw new SkillException(SkillFault.BadPackage,
                $"{path} is a link, a folder, a pipe or a device; a package holds plain files only");
    }
}
