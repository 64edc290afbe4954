using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Live;

/// <summary>
/// The metrics of one live run. Those of <see cref="Report"/> are defined as for a simulated one, in docs/reference/EXPERIMENTS.md.
/// </summary>
internal sealed class LiveResult(RunReport report, LiveTally tally)
{
    public string Policy { get; } = report.Policy;
    public required string Workload { get; init; }
    public required long BudgetBytes { get; init; }

    /// <summary>Seconds of the plant's clock, including idle times, and of the real clock.</summary>
    public double PlantSeconds { get; } = report.SimulatedSeconds;
    public required double RealSeconds { get; init; }

    /// <summary>False where it was cancelled or shut down.</summary>
    public required bool IsDone { get; init; }

    public long Requests { get; } = tally.Ended;
    public long Answered { get; } = tally[RequestStatus.Answered];
    public long Right { get; } = tally.Right;
    public long Wrong { get; } = tally.Wrong;

    /// <summary>Number of answers without a known correctness; their mean proxy is given separately.</summary>
    public long Unjudged { get; } = tally.Unjudged;
    public double? MeanProxy { get; } = tally.MeanProxy;
    public long Refused { get; } = tally[RequestStatus.Refused];
    public long TimedOut { get; } = tally[RequestStatus.TimedOut];
    public long Cancelled { get; } = tally[RequestStatus.Cancelled];
    public long Failed { get; } = tally[RequestStatus.Failed];
    public double? MeanUncertainty { get; } = tally.MeanUncertainty;

    /// <summary>The resource at the end; null for policies without one.</summary>
    public required double? Resource { get; init; }
    public required ImmutableArray<LiveSkillRow> Skills { get; init; }
    public required ImmutableArray<OperatorReceipt> Operator { get; init; }
    public required ImmutableArray<RefusedPackage> RefusedPackages { get; init; }

    /// <summary>Changes of skill stages in the run's registry, by actor.</summary>
    public required IReadOnlyDictionary<string, long> RegistryEvents { get; init; }
    public RunReport Report { get; } = report;

    /// <summary>The readings of the machine at the end, each model's file among them.</summary>
    public required ImmutableArray<Reading> Machine { get; init; }
}

/// <summary>One skill at the end of a run.</summary>
internal sealed record LiveSkillRow(string Name, string Stage, long Arrivals, long Completions, int Loads,
    double? MeanLoadSeconds, double? MeanServiceSeconds, long ResidentBytes);
