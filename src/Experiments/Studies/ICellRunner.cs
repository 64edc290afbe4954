using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Studies;

/// <summary>
/// Runs one cell of a study: the simulator, the live pool, or a synthetic runner with a known truth. Equal cells give equal outcomes, bit
/// for bit, on any thread, except for a live pool with measured times.
/// </summary>
internal interface ICellRunner
{
    /// <summary>The code that makes outcomes.</summary>
    string Identity { get; }

    ImmutableArray<MetricInfo> Metrics { get; }

    /// <summary>Null when the runner knows the workload, else why not.</summary>
    string? WorkloadProblem(string workload);

    /// <summary>Returns null if a known workload can be played under this budget, else the reason.</summary>
    string? BudgetProblem(string workload, double budget, ulong seed);

    /// <summary>Returns the identity of a known workload's data: the hash of its file, or a fixed text for data in the program.</summary>
    string DataOf(string workload);

    /// <summary>Null when the runner knows the arm, else why not.</summary>
    string? ArmProblem(string arm);

    /// <summary>The most cells that may run at once without one changing another's figures.</summary>
    int MostAtOnce => int.MaxValue;

    CellOutcome Run(Cell cell, CancellationToken cancellation);
}

/// <summary>One run: an arm on a workload under a budget with a seed.</summary>
internal sealed record Cell(
    string Plant,
    string Workload,
    double Budget,
    string Arm,
    ulong Seed,
    long Requests,
    double WarmupSeconds,
    MissMode Miss,
    bool Traces = false,
    string Skills = "",
    double Seconds = 0)
{
    public override string ToString() => $"{Workload} at {Budget:0.###}, {Arm}, seed {Seed}";
}

/// <param name="Values">In the order of the runner's metrics; NaN where a figure does not exist.</param>
/// <param name="Failure">Why the run came to no end, empty when it did. A failed run is kept and counted.</param>
internal sealed record CellOutcome(ImmutableArray<double> Values, string Failure = "")
{
    /// <summary>The files that the run left besides its figures, by name.</summary>
    public ImmutableSortedDictionary<string, byte[]> Files { get; init; } = ImmutableSortedDictionary<string, byte[]>.Empty;

    public bool Failed => Failure.Length > 0;
}
