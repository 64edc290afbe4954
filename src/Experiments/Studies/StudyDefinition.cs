using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Studies;

/// <summary>A study definition with every default filled in: arms, workloads, repetitions, and criteria of an answer.</summary>
internal sealed record StudyDefinition
{
    public required string Name { get; init; }

    public required string Question { get; init; }

    /// <summary>Commitments of the theory that the study speaks to, such as C2.</summary>
    public ImmutableArray<string> Commitments { get; init; } = [];

    public string Plant { get; init; } = "simulated";

    public required ImmutableArray<string> Workloads { get; init; }

    /// <summary>Workloads similar to those used for tuning; they cannot support a claim alone.</summary>
    public ImmutableArray<string> TuningWorkloads { get; init; } = [];

    /// <summary>Memory budgets as shares of the memory of all skills.</summary>
    public required ImmutableArray<double> Budgets { get; init; }

    /// <summary>The arm every other is compared with.</summary>
    public required string Baseline { get; init; }

    public required ImmutableArray<string> Arms { get; init; }

    public required ImmutableArray<ulong> Seeds { get; init; }

    /// <summary>Runs end with this many requests; 0 means with the workload.</summary>
    public long Requests { get; init; }

    /// <summary>The folder of skill packages, for a live pool.</summary>
    public string Skills { get; init; } = "";

    /// <summary>Seconds of the workload in live runs; 0 for all.</summary>
    public double Seconds { get; init; }

    public double WarmupSeconds { get; init; }

    /// <summary>The handling of a request whose skill cannot serve, the same for every arm.</summary>
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

    /// <summary>
    /// Share of variance that seeds have in common, as where all of them play one recording: widens the posterior, nothing else.
    /// </summary>
    public double Correlation { get; init; }

    /// <summary>The rule for stopping before the last seed.</summary>
    public StoppingRule Stopping { get; init; } = new();

    /// <summary>Rules that exclude whole scenarios from claims; failed runs are never excluded.</summary>
    public ImmutableArray<Exclusion> Exclusions { get; init; } = [];

    /// <summary>Ablations that are crossed: every combination of them becomes an arm.</summary>
    public ImmutableArray<string> Factors { get; init; } = [];

    /// <summary>Keeps every decision and every row of the ledger as tables.</summary>
    public bool Traces { get; init; }

    [JsonIgnore]
    public ImmutableArray<string> AllMetrics => Metrics.Contains(PrimaryMetric) ? Metrics : [PrimaryMetric, .. Metrics];
}

/// <summary>The adjustment of the p-values of several arms.</summary>
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

    /// <summary>The expected relation of the arm to the baseline.</summary>
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

/// <summary>An arm with a known outcome: no effect, or a certain effect.</summary>
internal sealed record Control
{
    public required string Id { get; init; }

    public required ControlKind Kind { get; init; }

    public required string Arm { get; init; }

    public string Metric { get; init; } = "";

    /// <summary>The arm it is compared with; empty means the baseline.</summary>
    public string Against { get; init; } = "";

    /// <summary>The claims that fall with it; empty means all.</summary>
    public ImmutableArray<string> Guards { get; init; } = [];

    /// <summary>The budgets of the control; empty for all.</summary>
    public ImmutableArray<double> Budgets { get; init; } = [];

    public string Why { get; init; } = "";
}

/// <summary>
/// Looks at the claims after some seeds and stops when all are decided. Intervals and p-values are then ones that hold at every look.
/// </summary>
internal sealed record StoppingRule
{
    public StoppingKind Rule { get; init; }

    /// <summary>Seeds before the first look, and between looks.</summary>
    public int Least { get; init; } = 10;

    public int Every { get; init; } = 5;
}

internal enum StoppingKind
{
    /// <summary>All seeds run.</summary>
    None,

    /// <summary>Stops when every claim's evidence against "no effect" suffices.</summary>
    EProcess,

    /// <summary>Stops when every claim's confidence sequence is beyond the margin or inside it.</summary>
    ConfidenceSequence,
}

/// <summary>Leaves a scenario out when the baseline's mean of a metric there is below or above a bar.</summary>
internal sealed record Exclusion
{
    public required string Metric { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Below { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Above { get; init; }

    public required string Why { get; init; }

    public bool Applies(double value) => value < Below || value > Above;
}

internal enum ControlKind
{
    /// <summary>No effect beyond the margin is expected.</summary>
    Negative,

    /// <summary>The arm must be worse than the baseline.</summary>
    Positive,

    /// <summary>The arm must not be better beyond the margin.</summary>
    NoGain,
}
