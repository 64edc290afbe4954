using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>The true values of one simulated skill. A policy sees estimates until the plant has measured.</summary>
public sealed record SkillProfile
{
    public required string Name { get; init; }

    public required ResourceVector Footprint { get; init; }

    /// <summary>Seconds of a load from disk.</summary>
    public required double ColdLoadSeconds { get; init; }

    /// <summary>Seconds to load it when its file is in the page cache.</summary>
    public required double WarmLoadSeconds { get; init; }

    public required double PrefillTokensPerSecond { get; init; }

    public required double DecodeTokensPerSecond { get; init; }

    /// <summary>Seconds of service that no token costs: a request handed over and its answer brought back.</summary>
    public double RequestSeconds { get; init; }

    /// <summary>The extra seconds of the first request after a load, when no page has been touched yet.</summary>
    public double FirstUseSeconds { get; init; }

    /// <summary>Seconds to unload it; null where the plant's own figure counts.</summary>
    public double? UnloadSeconds { get; init; }

    /// <summary>Seconds of its warm load including the unload of victims; null if both are separate.</summary>
    public double? SwitchSeconds { get; init; }

    /// <summary>The extra seconds of the first of these, while the newcomer is checked.</summary>
    public double LookSeconds { get; init; }

    /// <summary>Share of correct answers.</summary>
    public double Quality { get; init; } = 0.9;

    /// <summary>Priority under the priority discipline; larger goes first.</summary>
    public int Priority { get; init; }

    public bool Pinned { get; init; }
}
