using Teleo.Engine.Input;

namespace Teleo.Engine.Skills;

/// <summary>Checks a manifest beyond its form. All faults are listed at once.</summary>
internal static class ManifestRules
{
    public const long LargestArtifactBytes = 1L << 40;
    public const int LargestFieldBytes = 1 << 24;
    private static readonly string[] Formats = ["gguf", "slm"];
    private static readonly string[] FieldTypes = ["utf8", "bytes"];

    public static IEnumerable<string> Problems(SkillManifest manifest)
    {
        if (manifest.Schema != SkillManifest.CurrentSchema)
            yield return $"schema is {manifest.Schema}, this program reads {SkillManifest.CurrentSchema}";
        if (!NameRules.IsId(manifest.Id))
            yield return $"id '{SafeText.Name(manifest.Id)}' is not made of lower-case ASCII letters, digits, and single . _ - "
                + "between them";
        if (!NameRules.IsVersion(manifest.Version))
            yield return $"version '{SafeText.Name(manifest.Version)}' is not a semantic version such as 1.0.0";
        foreach (var (field, value) in new[]
        {
            ("publisher", manifest.Publisher), ("licence", manifest.Licence), ("source", manifest.Source),
                ("sourceRevision", manifest.SourceRevision), ("family", manifest.Family),
        })
        {
            if (string.IsNullOrWhiteSpace(value)) yield return $"{field} is empty";
        }

        if (!NameRules.IsSha256(manifest.Tokenizer.Sha256)) yield return "tokenizer.sha256 is not 64 lower-case hexadecimal digits";
        foreach (string problem in ContractProblems(manifest.Contract)) yield return problem;
        if (manifest.Artifacts.IsDefaultOrEmpty) yield return "artifacts is empty";
        else foreach (string problem in ArtifactProblems(manifest)) yield return problem;
        foreach (string dependency in manifest.Dependencies.Where(dependency => !NameRules.IsReference(dependency)))
            yield return $"dependency '{SafeText.Name(dependency)}' is not of the form id@version";
        if (manifest.Dependencies.Contains(manifest.Name)) yield return $"{manifest.Name} depends on itself";
        if (manifest.RollbackTo == manifest.Name) yield return $"rollbackTo is {manifest.Name} itself";
        if (manifest.RollbackTo is { } back && !NameRules.IsReference(back))
            yield return $"rollbackTo '{SafeText.Name(back)}' is not of the form id@version";
        if (manifest.EvidenceStatus == EvidenceStatus.Evaluated && manifest.Evidence.IsDefaultOrEmpty)
            yield return "evidenceStatus is evaluated, but evidence is empty";
        foreach (var record in manifest.Evidence)
        {
            if (!(record.Lower <= record.Value && record.Value <= record.Upper))
                yield return $"evidence of {SafeText.Name(record.Task)}: {record.Value} is outside its interval";
            if (record.Items < 1) yield return $"evidence of {SafeText.Name(record.Task)}: measured on {record.Items} items";
        }

        if (manifest.Adapter is { } adapter && !NameRules.IsSha256(adapter.BaseArtifactSha256))
            yield return "adapter.baseArtifactSha256 is not 64 lower-case hexadecimal digits";
        if (manifest.Adapter is { TargetModules.IsDefaultOrEmpty: true }) yield return "adapter.targetModules is empty";
        if (manifest.Adapter is { } over && !(over.Scaling > 0 && double.IsFinite(over.Scaling)))
            yield return "adapter.scaling is not a number above zero";
        if (manifest.Adapter is { Rank: < 1 }) yield return $"adapter.rank is {manifest.Adapter.Rank}, it must be at least 1";
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

    private static IEnumerable<string> ArtifactProblems(SkillManifest manifest)
    {
        foreach (var artifact in manifest.Artifacts)
        {
            if (!NameRules.IsFileName(artifact.File))
                yield return $"artifact file '{SafeText.Name(artifact.File)}' is not a plain file name";
            if (!NameRules.IsSha256(artifact.Sha256))
                yield return $"artifact {SafeText.Name(artifact.File)}: sha256 is not 64 lower-case hexadecimal digits";
            if (artifact.SizeBytes is < 1 or > LargestArtifactBytes)
                yield return $"artifact {SafeText.Name(artifact.File)}: size {artifact.SizeBytes} is absurd";
            if (!Formats.Contains(artifact.Format))
                yield return $"artifact {SafeText.Name(artifact.File)}: format '{SafeText.Name(artifact.Format)}' is neither gguf nor slm";
            if (!NameRules.IsId(artifact.Quantisation))
                yield return $"artifact {SafeText.Name(artifact.File)}: quantisation '{SafeText.Name(artifact.Quantisation)}' "
                    + "is not a name";
            if (artifact.Estimate.ResidentBytes < 0 || artifact.Estimate.ScratchBytes < 0 || !(artifact.Estimate.LoadMilliseconds >= 0))
                yield return $"artifact {SafeText.Name(artifact.File)}: an estimate is negative";
        }

        foreach (var twice in manifest.Artifacts.GroupBy(artifact => artifact.Variant).Where(group => group.Count() > 1))
            yield return $"two artifacts are variant {SafeText.Name(twice.Key)}";
        foreach (var twice in manifest.Artifacts.GroupBy(artifact => artifact.File).Where(group => group.Count() > 1))
            yield return $"two artifacts are the file {SafeText.Name(twice.Key)}";
    }
}
