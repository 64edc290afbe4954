using System.Collections.Immutable;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;

namespace Teleo.Pool.Live;

/// <summary>
/// A model file without a manifest. Its identity, size and structure come from the file; its quality is unknown until answers have been
/// judged.
/// </summary>
internal static class BareModel
{
    private const int LongestName = 64;

    /// <summary>Bytes of an image file or a tensor.</summary>
    private const int LongestData = 1 << 28;

    /// <summary>Tokens of an answer if the request sets no number.</summary>
    private const int UsualTokens = 128;

    /// <summary>Returns the model files by name, with adapters after all possible bases.</summary>
    public static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".gguf" or ".slm")
            .Order(StringComparer.Ordinal).OrderBy(AdapterFit.IsAdapter);

    /// <summary>Reads the facts of a model file. Throws <see cref="SkillException"/> if it is not a model.</summary>
    public static LiveSkill Read(string path)
    {
        string file = Path.GetFileName(path), id = IdOfFile(path);
        if (!ModelFile.TryOpen(path, out var model, out var error)) throw new SkillException(SkillFault.BadPackage, $"{file}: {error}");
        using (model)
        {
            string format = Path.GetExtension(path)[1..].ToLowerInvariant(),
                quantisation = model.Weights.BytesByType().MaxBy(part => part.Bytes).Type.Name().ToLowerInvariant();
            var artifact = ArtifactOf(file, SkillPackage.HashOf(path), model.SizeBytes, format, quantisation);
            return SkillOf(path, ManifestOf(id, file, artifact, model.Facts.ContextLength), artifact);
        }
    }

    /// <summary>
    /// Reads an adapter without a manifest, for the model that it fits. If it fits several, its name selects one: it starts with the
    /// model's name. Throws <see cref="SkillException"/> if no or no single model fits.
    /// </summary>
    public static LiveSkill ReadAdapter(string path, IReadOnlyList<LiveSkill> models)
    {
        string file = Path.GetFileName(path), id = IdOfFile(path);
        var under = BaseOf(path, file, id, models);
        var artifact = ArtifactOf(file, SkillPackage.HashOf(path), new FileInfo(path).Length, "gguf", under.Artifact.Quantisation);
        var manifest = ManifestOf(id, file, artifact, context: 1) with
        {
            Family = under.Manifest.Family,
            Tokenizer = under.Manifest.Tokenizer,
        };

        // It may do what its base may do, and needs what its base needs.
        var (input, output, effects) = (under.Contract.Input, under.Contract.Output, under.Contract.SideEffects);
        manifest = manifest with { Contract = manifest.Contract with { Input = input, Output = output, SideEffects = effects } };
        return LiveSkill.Over(under, new PoolSkill(manifest.NameOf(artifact), path), manifest, artifact);
    }

    /// <summary>Returns a model of another server, with the facts that the server reports.</summary>
    /// <param name="name">Its name there, with the variant after a colon.</param>
    public static LiveSkill Elsewhere(string name, long bytes, string digest)
    {
        const int UnknownContext = 1 << 16;
        string[] parts = name.Split(':', 2);
        string id = IdOf(parts[0]), variant = parts.Length > 1 ? IdOf(parts[1]) : "";
        if (id.Length == 0) throw new SkillException(SkillFault.BadPackage, "a model there has no letter or digit in its name");
        var artifact = ArtifactOf(id, digest, bytes, "gguf", variant.Length > 0 ? variant : "latest");
        return SkillOf("", ManifestOf(id, name, artifact, UnknownContext), artifact);
    }

    /// <summary>Returns a vision or tensor model, which takes bytes and answers in JSON.</summary>
    /// <param name="name">Lower-case letters, digits and single separators.</param>
    /// <param name="bytes">Of its files.</param>
    public static LiveSkill OfBytes(string name, ImmutableArray<string> tasks, long bytes, string digest)
    {
        if (name.Length == 0 || IdOf(name) != name)
            throw new SkillException(SkillFault.BadPackage, $"'{name}' is no name of a model; write it like line-reader");
        var artifact = ArtifactOf(name, digest, bytes, "onnx", "f32");
        var manifest = ManifestOf(id: name, file: name, artifact, context: 1);
        var contract = manifest.Contract with
        {
            Tasks = tasks,
            Input = new FieldSchema(LiveAnswers.BytesType, LongestData),
            Confidence = "mean-score",
            ErrorCodes = ["InvalidImage"],
        };
        return SkillOf("", manifest with { Family = "onnx", Contract = contract }, artifact);
    }

    private static LiveSkill BaseOf(string path, string file, string id, IReadOnlyList<LiveSkill> models)
    {
        LiveSkill[] whole = [.. models.Where(model => model.Base is null && !model.IsElsewhere)];
        var problems = whole.ToDictionary(model => model.Name, model => AdapterFit.Problem(path, model.Path));
        LiveSkill[] fitting = [.. whole.Where(model => problems[model.Name] is null)];
        if (fitting.Length == 0)
            throw new SkillException(SkillFault.Incompatible, whole.Length == 0
                ? $"{file} is an adapter and there is no model beside it for its base"
                : $"{file} is an adapter and fits none of the {whole.Length} models beside it; {whole[0].Name}: {problems[whole[0].Name]}");
        LiveSkill[] named = [.. fitting.Where(model => id.StartsWith(model.Name.Id, StringComparison.Ordinal))];
        if (named.Length == 0 && fitting.Select(model => model.Name.Id).Distinct().Count() > 1)
            throw new SkillException(SkillFault.Incompatible, $"{file} is an adapter that fits {fitting.Length} models here; let its name "
                + $"begin with that of the one it was made for: {string.Join(", ", fitting.Select(model => model.Name))}");

        // Of several precisions the most exact one: adapters are trained over that.
        return (named.Length > 0 ? named : fitting)
            .OrderByDescending(model => model.Name.Id.Length).ThenByDescending(model => model.Artifact.SizeBytes).First();
    }

    private static LiveSkill SkillOf(string path, SkillManifest manifest, SkillArtifact artifact) =>
        new(new PoolSkill(manifest.NameOf(artifact), path), manifest, artifact);

    private static SkillArtifact ArtifactOf(string file, string hash, long bytes, string format, string quantisation) => new()
    {
        File = file,
        Sha256 = hash,
        SizeBytes = bytes,
        Format = format,
        FormatVersion = 1,
        Quantisation = quantisation,
        Estimate = new ResourceEstimate(bytes, 0, 0),
    };

    private static SkillManifest ManifestOf(string id, string file, SkillArtifact artifact, int context) => new()
    {
        Schema = SkillManifest.CurrentSchema,
        Id = id,
        Version = "0.0.0",
        Publisher = "unknown",
        Licence = "unknown",
        Source = file,
        SourceRevision = artifact.Sha256,
        Family = "llama",
        Tokenizer = new TokenizerIdentity("of the file", artifact.Sha256),
        Contract = new TaskContract
        {
            Tasks = [id],
            Input = new FieldSchema("utf8", 16 * context),
            Output = new FieldSchema("utf8", 16 * context),
            Confidence = "token-entropy",
            Determinism = new Determinism(0, UsualTokens, ""),
            Cancellation = "within-token",
            ErrorCodes = ["ContextExceeded"],
            SideEffects = "none",
        },
        Artifacts = ImmutableArray.Create(artifact),
        EvidenceStatus = EvidenceStatus.Structural,
    };

    /// <summary>Returns the id of a model by its file's name; refused where that has no letter or digit.</summary>
    private static string IdOfFile(string path) => IdOf(Path.GetFileNameWithoutExtension(path)) is { Length: > 0 } id
        ? id
        : throw new SkillException(SkillFault.BadPackage, $"{Path.GetFileName(path)} has no letter or digit in its name to be called by");

    /// <summary>Lower-case letters and digits of a file's name, and one separator for each run of anything else.</summary>
    private static string IdOf(string name)
    {
        var id = new System.Text.StringBuilder();
        foreach (char c in name.ToLowerInvariant())
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9')) id.Append(c);
            else if (id.Length > 0 && char.IsAsciiLetterOrDigit(id[^1])) id.Append(c is '.' or '_' ? c : '-');
        }

        return id.ToString(0, Math.Min(id.Length, LongestName)).Trim('.', '_', '-');
    }
}
