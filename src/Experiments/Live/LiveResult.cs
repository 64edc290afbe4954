using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Pool.Live;

namespace Teleo.Experiments.Live;

/// <summary>
/// The metrics of one live run. Those of <see cref="Report"/> are defined as for a simulated one, in docs/reference/EXPERIMENTS.md.
/// </summary>
internal sealed record LiveResult
{
    public required string Policy { get; init; }
    public required string Workload { get; init; }
    public required long BudgetBytes { get; init; }

    /// <summary>Seconds of the plant's clock, including idle times, and of the real clock.</summary>
    public required double PlantSeconds { get; init; }
    public required double RealSeconds { get; init; }

    /// <summary>False where it was cancelled or shut down.</summary>
    public required bool IsDone { get; init; }

    public required long Requests { get; init; }
    public required long Answered { get; init; }
    public required long Right { get; init; }
    public required long Wrong { get; init; }

    /// <summary>Number of answers without a known correctness; their mean proxy is given separately.</summary>
    public required long Unjudged { get; init; }
    public required double? MeanProxy { get; init; }
    public required long Refused { get; init; }
    public required long TimedOut { get; init; }
    public required long Cancelled { get; init; }
    public required long Failed { get; init; }
    public required double? MeanUncertainty { get; init; }

    /// <summary>The resource at the end; null for policies without one.</summary>
    public required double? Resource { get; init; }
    public required ImmutableArray<LiveSkillRow> Skills { get; init; }
    public required ImmutableArray<OperatorReceipt> Operator { get; init; }
    public required ImmutableArray<RefusedPackage> RefusedPackages { get; init; }

    /// <summary>Changes of skill stages in the run's registry, by actor.</summary>
    public required IReadOnlyDictionary<string, long> RegistryEvents { get; init; }
    public required RunReport Report { get; init; }

    /// <summary>The readings of the machine at the end, each model's file among them.</summary>
    public required ImmutableArray<Reading> Machine { get; init; }
}

/// <summary>One skill at the end of a run.</summary>
internal sealed record LiveSkillRow(string Name, string Stage, long Arrivals, long Completions, int Loads,
    double? MeanLoadSeconds, double? MeanServiceSeconds, long ResidentBytes);
