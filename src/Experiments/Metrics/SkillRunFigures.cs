namespace Teleo.Experiments.Metrics;

/// <summary>One skill's part in a run: its requests, and the costs of its loads for it and others.</summary>
internal sealed record SkillRunFigures
{
    public required string Skill { get; init; }
    public required long Done { get; init; }
    public required double? MeanSlowdown { get; init; }
    public required long Loads { get; init; }
    public required double LoadSeconds { get; init; }

    /// <summary>Repeated loads of others that were pushed out by this skill's loads.</summary>
    public required double InducedLoadSeconds { get; init; }

    /// <summary>Both per request of this skill that was answered.</summary>
    public required double? OwnLoadSPerRequest { get; init; }
    public required double? InducedLoadSPerRequest { get; init; }
}
