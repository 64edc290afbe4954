using System.Collections.Immutable;
using System.Globalization;
using Teleo.Engine.Adapters;

namespace Teleo.Engine.Skills;

/// <summary>
/// Compares an adapter with a base: identity of the base's artifact, tokenizer, adapted modules, rank, scaling, tensor names and the
/// layout's version. Independent models may differ in everything.
/// </summary>
internal static class AdapterKey
{
    /// <summary>Returns every disagreement between an adapter's manifest, its base and its file.</summary>
    public static IEnumerable<string> Problems(SkillManifest adapter, SkillManifest baseSkill, AdapterFile file)
    {
        var said = adapter.Adapter!;
        ImmutableArray<string> modules = [.. said.TargetModules.Order(StringComparer.Ordinal)];
        double scaling = file.Alpha / (double)file.Rank;
        if (said.Abi != AdapterFile.Abi) yield return $"adapter.abi is {said.Abi}; this program reads {AdapterFile.Abi}";
        if (baseSkill.Artifacts.All(artifact => artifact.Sha256 != said.BaseArtifactSha256))
            yield return $"{baseSkill.Name} has no artifact {said.BaseArtifactSha256}";
        if (adapter.Tokenizer != baseSkill.Tokenizer)
            yield return $"the tokenizer is {adapter.Tokenizer.Id}, the base's is {baseSkill.Tokenizer.Id}, or their tables differ";
        if (adapter.Family != baseSkill.Family) yield return $"the family is {adapter.Family}, the base's is {baseSkill.Family}";
        if (said.Rank != file.Rank) yield return $"adapter.rank is {said.Rank}; the file has {file.Rank}";
        if (Math.Abs(said.Scaling - scaling) > 1e-6 * scaling)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"adapter.scaling is {said.Scaling}; alpha / rank of the file is {scaling}");
        if (!modules.SequenceEqual(file.Modules))
            yield return $"adapter.targetModules are {string.Join(", ", modules)}; the file has {string.Join(", ", file.Modules)}";
    }
}
