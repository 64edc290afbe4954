using System.Collections.Immutable;

namespace Teleo.Engine.Skills;

/// <summary>
/// The statements of a skill: publisher, origin, licence, tasks, and artifacts. They are trusted only after signature, hashes and structure
/// have been checked.
/// </summary>
public sealed record SkillManifest
{
    public const int CurrentSchema = 1;

    public required int Schema { get; init; }
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required string Publisher { get; init; }
    public required string Licence { get; init; }
    public required string Source { get; init; }
    public required string SourceRevision { get; init; }

    /// <summary>The architecture, such as <c>llama</c>.</summary>
    public required string Family { get; init; }
    public required TokenizerIdentity Tokenizer { get; init; }
    public required TaskContract Contract { get; init; }

    /// <summary>One artifact per precision and format; all contain the same skill.</summary>
    public required ImmutableArray<SkillArtifact> Artifacts { get; init; }
    public required EvidenceStatus EvidenceStatus { get; init; }
    public ImmutableArray<EvidenceRecord> Evidence { get => field.IsDefault ? [] : field; init; }

    /// <summary>Skills that must be installed before this one, as <c>id@version</c>.</summary>
    public ImmutableArray<string> Dependencies { get => field.IsDefault ? [] : field; init; }

    /// <summary>Present when the artifacts are adapters to be applied to another skill's weights.</summary>
    public AdapterFacts? Adapter { get; init; }

    /// <summary>The version to return to when this one fails, as <c>id@version</c>.</summary>
    public string? RollbackTo { get; init; }

    public string Name => $"{Id}@{Version}";

    /// <summary>The identity of one artifact: precision and format are part of it, since another one is another load.</summary>
    public SkillName NameOf(SkillArtifact artifact) => new(Id, Version, artifact.Variant);
}

/// <summary>
/// The tokenizer that the skill was trained with. The hash is over its vocabulary, so that equal ids cannot hide unequal tables.
/// </summary>
public sealed record TokenizerIdentity(string Id, string Sha256);

/// <summary>The evidence for a skill's worth. Each step includes the ones before it.</summary>
public enum EvidenceStatus
{
    Structural,
    RuntimeSmoke,
    ConvertedTrained,
    Evaluated,
}

/// <summary>One measured figure with its interval and the data it was measured on.</summary>
/// <param name="Variant">The artifact it holds for.</param>
/// <param name="DataSha256">Hash of the items it was measured on.</param>
public sealed record EvidenceRecord(string Task, string Metric, string Variant, double Value, double Lower, double Upper, int Items,
    string DataSha256);

/// <summary>The weights that an adapter needs beneath it.</summary>
public sealed record AdapterFacts(string BaseArtifactSha256, ImmutableArray<string> TargetModules, int Rank, double Scaling, string Abi);
