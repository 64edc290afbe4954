using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Pool.Plants;

namespace Teleo.Pool.Live;

/// <summary>One loadable variant of a package with verified hash, structure and signature.</summary>
internal sealed record LiveSkill(PoolSkill ForPool, SkillManifest Manifest, SkillArtifact Artifact)
{
    /// <summary>The assumed quality of a skill that shows no evidence.</summary>
    private const double UnknownQuality = 0.5;

    public SkillName Name => ForPool.Name;

    /// <summary>The base of an adapter; null for a whole model.</summary>
    public LiveSkill? Base { get; private init; }

    /// <summary>
    /// The base as part of an adapter, under its own name because the base may also be in memory as a model. A file that is mapped twice is
    /// in memory once, and counted twice.
    /// </summary>
    public PoolSkill? Under => Base is null ? null : Base.ForPool with { Name = UnderName(Name) };

    /// <summary>Bytes in memory, including its base.</summary>
    public long SizeBytes => Artifact.SizeBytes + (Base?.Artifact.SizeBytes ?? 0);

    public static LiveSkill Over(LiveSkill under, PoolSkill adapter, SkillManifest manifest, SkillArtifact artifact) =>
        new(adapter with { Base = UnderName(adapter.Name) }, manifest, artifact) { Base = under };

    private static SkillName UnderName(SkillName adapter) => adapter with { Variant = $"{adapter.Variant}.base" };

    public string Path => ForPool.ArtifactPath;

    /// <summary>True if another runtime has it and no file of it is here.</summary>
    public bool IsElsewhere => Path.Length == 0;

    public TaskContract Contract => Manifest.Contract;

    /// <summary>Mean of the manifest's measured figures of this variant, over its tasks.</summary>
    public double Quality
    {
        get
        {
            double[] measured = [.. Manifest.Evidence.Where(record => record.Variant == Artifact.Variant && record.Value is >= 0 and <= 1)
                .Select(record => record.Value)];
            return measured.Length == 0 ? UnknownQuality : measured.Average();
        }
    }

    /// <summary>Returns its quality in one task as its manifest measured this variant; the mean where it was not measured.</summary>
    public double QualityIn(string task) =>
        Manifest.Evidence.FirstOrDefault(
            record => record.Variant == Artifact.Variant && record.Task == task && record.Value is >= 0 and <= 1)?.Value ?? Quality;

    public SkillFacts FactsAmong(ImmutableArray<string> tasks) => new(
        new SkillId(Name.ToString()), Manifest.Name, [.. Contract.Tasks.Select(task => tasks.IndexOf(task))], Quality,
        new ResourceVector
        {
            ResidentBytes = SizeBytes,
            ScratchBytes = Artifact.Estimate.ScratchBytes
        }, Artifact.Estimate.LoadMilliseconds / 1000);

    /// <summary>The expected profile before anything was measured: a small model on one thread, bound by reading its weights.</summary>
    public SkillProfile Expected => new()
    {
        Name = Name.ToString(),
        Footprint = new ResourceVector { ResidentBytes = SizeBytes, ScratchBytes = Artifact.Estimate.ScratchBytes },
        ColdLoadSeconds = 1e-3 + SizeBytes / 1e9,
        WarmLoadSeconds = Artifact.Estimate.LoadMilliseconds > 0
            ? Artifact.Estimate.LoadMilliseconds / 1000
            : 5e-4 + SizeBytes / 4e9,
        PrefillTokensPerSecond = 4e10 / SizeBytes,
        DecodeTokensPerSecond = 8e9 / SizeBytes,
        Quality = Quality,
    };
}
