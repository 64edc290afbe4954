using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Teleo.Controller.Routing;

namespace Teleo.Experiments.Studies;

/// <summary>
/// A study as its author wrote it, every default filled in: what is compared, on what, how often, and what would
/// count as an answer.
/// </summary>
internal sealed record StudyDefinition
{
    public required string Name { get; init; }

    public required string Question { get; init; }

    /// <summary>Commitments of the theory that the study speaks to, such as C2.</summary>
    public ImmutableArray<string> Commitments { get; init; } = [];

    public string Plant { get; init; } = "simulated";

    public required ImmutableArray<string> Workloads { get; init; }

    /// <summary>Workloads whose like was used while tuning: they cannot carry a claim alone.</summary>
    public ImmutableArray<string> TuningWorkloads { get; init; } = [];

    /// <summary>Memory budgets as shares of what all skills together would take.</summary>
    public required ImmutableArray<double> Budgets { get; init; }

    /// <summary>The arm every other is compared with.</summary>
    public required string Baseline { get; init; }

    public required ImmutableArray<string> Arms { get; init; }

    public required ImmutableArray<ulong> Seeds { get; init; }

    /// <summary>Runs end with this many requests; 0 means with the workload.</summary>
    public long Requests { get; init; }

    public double WarmupSeconds { get; init; }

    /// <summary>What a request does whose skill cannot serve; the same for every arm.</summary>
    public MissMode Miss { get; init; } = MissMode.Wait;

    public required string PrimaryMetric { get; init; }

    /// <summary>Further metrics that are compared; empty means the primary one alone.</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];

    public ImmutableArray<Hypothesis> Hypotheses { get; init; } = [];

    public ImmutableArray<Control> Controls { get; init; } = [];

    public Family Family { get; init; } = Family.MaxT;

    public double Alpha { get; init; } = 0.05;

    public double Power { get; init; } = 0.8;

    /// <summary>Relative change of the baseline's mean below which a difference is of no interest.</summary>
    public double SmallestEffect { get; init; } = 0.02;

    /// <summary>Rules by which runs are left out, in words; failed runs never are.</summary>
    public ImmutableArray<string> Exclusions { get; init; } = [];

    [JsonIgnore]
    public ImmutableArray<string> AllMetrics => Metrics.Contains(PrimaryMetric) ? Metrics : [PrimaryMetric, .. Metrics];
}

/// <summary>How p-values of several arms are adjusted.</summary>
internal enum Family
{
    MaxT,
    Holm,
    BenjaminiHochberg,
    BenjaminiYekutieli,
}

/// <summary>A claim about one arm, stated before the runs.</summary>
internal sealed record Hypothesis
{
    public required string Id { get; init; }

    public required string Claim { get; init; }

    public required string Arm { get; init; }

    /// <summary>Empty means the study's primary metric.</summary>
    public string Metric { get; init; } = "";

    /// <summary>How the arm is expected to stand against the baseline.</summary>
    public required Expectation Expect { get; init; }

    public string Mechanism { get; init; } = "";

    public string IfRefuted { get; init; } = "";
}

internal enum Expectation
{
    Better,
    Worse,
    Equivalent,
}

/// <summary>An arm whose outcome is known beforehand: where nothing may show, or where an effect must.</summary>
internal sealed record Control
{
    public required string Id { get; init; }

    public required ControlKind Kind { get; init; }

    public required string Arm { get; init; }

    public string Metric { get; init; } = "";

    public string Why { get; init; } = "";
}

internal enum ControlKind
{
    /// <summary>No effect beyond the margin may show.</summary>
    Negative,

    /// <summary>The arm must come out worse than the baseline.</summary>
    Positive,
}
