using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Pool.Plants;

namespace Teleo.Pool.Live;

/// <summary>One loadable variant of a package whose hash, structure and signature have been checked.</summary>
internal sealed record LiveSkill(PoolSkill ForPool, SkillManifest Manifest, SkillArtifact Artifact)
{
    /// <summary>The assumed quality of a skill that shows no evidence.</summary>
    private const double UnknownQuality = 0.5;

    public SkillName Name => ForPool.Name;

    /// <summary>The model that an adapter is laid over; null for a whole model.</summary>
    public LiveSkill? Base { get; private init; }

    /// <summary>
    /// The base as an adapter brings it along: under a name of its own, since the base may be in memory as a model too. What is mapped
    /// twice is in memory once, and counted twice.
    /// </summary>
    public PoolSkill? Under => Base is null ? null : Base.ForPool with { Name = UnderName(Name) };

    /// <summary>The bytes that it takes in memory, its base included.</summary>
    public long SizeBytes => Artifact.SizeBytes + (Base?.Artifact.SizeBytes ?? 0);

    public static LiveSkill Over(LiveSkill under, PoolSkill adapter, SkillManifest manifest, SkillArtifact artifact) =>
        new(adapter with { Base = UnderName(adapter.Name) }, manifest, artifact) { Base = under };

    private static SkillName UnderName(SkillName adapter) => adapter with { Variant = $"{adapter.Variant}.base" };

    public string Path => ForPool.ArtifactPath;

    /// <summary>It lies with another runtime, and no file of it is here.</summary>
    public bool IsElsewhere => Path.Length == 0;

    public TaskContract Contract => Manifest.Contract;

    /// <summary>Mean of what its manifest says was measured of this variant, over its tasks.</summary>
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
