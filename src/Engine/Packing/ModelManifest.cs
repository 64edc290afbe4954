using System.Security.Cryptography;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;

namespace Teleo.Engine.Packing;

/// <summary>The identity of a model file and its memory needs, for a record beside the file.</summary>
public sealed record ModelManifest
{
    public required string File { get; init; }
    public required long SizeBytes { get; init; }
    public required string Sha256 { get; init; }
    public required string Format { get; init; }
    public required int FormatVersion { get; init; }
    public required string Architecture { get; init; }
    public required long Parameters { get; init; }
    public required string Quantization { get; init; }
    public required int ContextLength { get; init; }
    public required string Tokenizer { get; init; }
    public required int VocabularySize { get; init; }
    public required string TokenizerSha256 { get; init; }
    public required long KvBytesPerToken { get; init; }

    public static bool TryRead(string path, out ModelManifest manifest, out FormatError error)
    {
        manifest = null!;
        if (!ModelFile.TryOpen(path, out var model, out error)) return false;
        using (model) manifest = Of(model, Path.GetFileName(path));
        return true;
    }

    /// <param name="file">The name to record.</param>
    public static ModelManifest Of(ModelFile model, string file)
    {
        var info = ModelInfo.Of(model);
        return new()
        {
            File = file,
            SizeBytes = info.SizeBytes,
            Sha256 = HashOf(model.Bytes),
            Format = info.Format.ToString().ToLowerInvariant(),
            FormatVersion = info.FormatVersion,
            Architecture = info.Facts.Architecture,
            Parameters = info.Parameters,
            Quantization = info.MainType.Name(),
            ContextLength = info.Facts.ContextLength,
            Tokenizer = info.VocabularyKind.ToString(),
            VocabularySize = info.Facts.VocabularySize,
            TokenizerSha256 = VocabularyHash.Sha256(model.Vocabulary),
            KvBytesPerToken = info.KvBytesPerToken,
        };
    }

    private static string HashOf(RawBytes bytes)
    {
        const int Part = 1 << 20;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < bytes.Length; at += Part) hash.AppendData(bytes.Slice(at, (int)Math.Min(Part, bytes.Length - at)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
