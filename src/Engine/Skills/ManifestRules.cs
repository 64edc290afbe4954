using System.Collections.Immutable;
using Teleo.Engine.Input;

namespace Teleo.Engine.Skills;

/// <summary>Checks a manifest beyond its form. All faults are listed at once.</summary>
internal static class ManifestRules
{
    public const long LargestArtifactBytes = 1L << 40;
    public const int LargestFieldBytes = 1 << 24;
    private static readonly string[] Formats = ["gguf", "slm"];
    private static readonly string[] FieldTypes = ["utf8", "bytes"];

    public static IEnumerable<string> Problems(SkillManifest manifest) =>
    [
        .. IdentityProblems(manifest),
        .. ContractProblems(manifest.Contract),
        .. ArtifactProblems(manifest.Artifacts),
        .. ReferenceProblems(manifest),
        .. EvidenceProblems(manifest),
        .. manifest.Adapter is { } adapter ? AdapterProblems(adapter) : [],
    ];

    private static IEnumerable<string> IdentityProblems(SkillManifest manifest)
    {
        if (manifest.Schema != SkillManifest.CurrentSchema)
            yield return $"schema is {manifest.Schema}, this program reads {SkillManifest.CurrentSchema}";
        if (!NameRules.IsId(manifest.Id))
            yield return $"id '{SafeText.Name(manifest.Id)}' is not made of lower-case ASCII letters, digits, and single . _ - "
                + "between them";
        if (!NameRules.IsVersion(manifest.Version))
            yield return $"version '{SafeText.Name(manifest.Version)}' is not a semantic version such as 1.0.0";
        (string Field, string Value)[] texts =
        [
            ("publisher", manifest.Publisher), ("licence", manifest.Licence), ("source", manifest.Source),
            ("sourceRevision", manifest.SourceRevision), ("family", manifest.Family),
        ];
        foreach (var (field, _) in texts.Where(text => string.IsNullOrWhiteSpace(text.Value))) yield return $"{field} is empty";
        if (!NameRules.IsSha256(manifest.Tokenizer.Sha256)) yield return "tokenizer.sha256 is not 64 lower-case hexadecimal digits";
    }

    private static IEnumerable<string> ReferenceProblems(SkillManifest manifest)
    {
        foreach (string dependency in manifest.Dependencies.Where(dependency => !NameRules.IsReference(dependency)))
            yield return $"dependency '{SafeText.Name(dependency)}' is not of the form id@version";
        if (manifest.Dependencies.Contains(manifest.Name)) yield return $"{manifest.Name} depends on itself";
        if (manifest.RollbackTo == manifest.Name) yield return $"rollbackTo is {manifest.Name} itself";
        if (manifest.RollbackTo is { } back && !NameRules.IsReference(back))
            yield return $"rollbackTo '{SafeText.Name(back)}' is not of the form id@version";
    }

    private static IEnumerable<string> EvidenceProblems(SkillManifest manifest)
    {
        if (manifest.EvidenceStatus == EvidenceStatus.Evaluated && manifest.Evidence.IsDefaultOrEmpty)
            yield return "evidenceStatus is evaluated, but evidence is empty";
        foreach (var record in manifest.Evidence)
        {
            if (!(record.Lower <= record.Value && record.Value <= record.Upper))
                yield return $"evidence of {SafeText.Name(record.Task)}: {record.Value} is outside its interval";
            if (record.Items < 1) yield return $"evidence of {SafeText.Name(record.Task)}: measured on {record.Items} items";
        }
    }

    private static IEnumerable<string> AdapterProblems(AdapterFacts adapter)
    {
        if (!NameRules.IsSha256(adapter.BaseArtifactSha256))
            yield return "adapter.baseArtifactSha256 is not 64 lower-case hexadecimal digits";
        if (adapter.TargetModules.IsDefaultOrEmpty) yield return "adapter.targetModules is empty";
        if (!(adapter.Scaling > 0 && double.IsFinite(adapter.Scaling))) yield return "adapter.scaling is not a number above zero";
        if (adapter.Rank < 1) yield return $"adapter.rank is {adapter.Rank}, it must be at least 1";
    }

    private static IEnumerable<string> ContractProblems(TaskContract contract)
    {
        if (contract.Tasks.IsDefaultOrEmpty) yield return "contract.tasks is empty";
        foreach (string task in contract.Tasks.Where(task => !NameRules.IsId(task)))
            yield return $"contract.tasks: '{SafeText.Name(task)}' is not a name";
        foreach (var (name, field) in new[] { ("input", contract.Input), ("output", contract.Output) })
        {
            if (!FieldTypes.Contains(field.Type))
                yield return $"contract.{name}.type '{SafeText.Name(field.Type)}' is neither utf8 nor bytes";
            if (field.MaxBytes is < 1 or > LargestFieldBytes)
                yield return $"contract.{name}.maxBytes is {field.MaxBytes}, it must be from 1 to {LargestFieldBytes}";
        }

        if (contract.Determinism.MaxTokens < 1) yield return "contract.determinism.maxTokens must be at least 1";
        foreach (string code in contract.ErrorCodes.Where(code => !Enum.TryParse<EngineErrorCode>(code, out _)))
            yield return $"contract.errorCodes: '{SafeText.Name(code)}' is not a code of the engine";
    }

    private static IEnumerable<string> ArtifactProblems(ImmutableArray<SkillArtifact> artifacts)
    {
        if (artifacts.IsDefaultOrEmpty) return ["artifacts is empty"];
        return
        [
            .. from artifact in artifacts
               from problem in ArtifactProblems(artifact)
               select $"artifact {SafeText.Name(artifact.File)}: {problem}",
            .. TwiceIn(artifacts, artifact => artifact.Variant).Select(variant => $"two artifacts are variant {variant}"),
            .. TwiceIn(artifacts, artifact => artifact.File).Select(file => $"two artifacts are the file {file}"),
        ];
    }

    private static IEnumerable<string> ArtifactProblems(SkillArtifact artifact)
    {
        if (!NameRules.IsFileName(artifact.File)) yield return "it is not a plain file name";
        if (!NameRules.IsSha256(artifact.Sha256)) yield return "sha256 is not 64 lower-case hexadecimal digits";
        if (artifact.SizeBytes is < 1 or > LargestArtifactBytes) yield return $"size {artifact.SizeBytes} is absurd";
        if (!Formats.Contains(artifact.Format)) yield return $"format '{SafeText.Name(artifact.Format)}' is neither gguf nor slm";
        if (!NameRules.IsId(artifact.Quantisation)) yield return $"quantisation '{SafeText.Name(artifact.Quantisation)}' is not a name";
        if (artifact.Estimate.ResidentBytes < 0 || artifact.Estimate.ScratchBytes < 0 || !(artifact.Estimate.LoadMilliseconds >= 0))
            yield return "an estimate is negative";
    }

    private static IEnumerable<string> TwiceIn(IEnumerable<SkillArtifact> artifacts, Func<SkillArtifact, string> key) =>
        artifacts.GroupBy(key).Where(group => group.Count() > 1).Select(group => SafeText.Name(group.Key));
}
