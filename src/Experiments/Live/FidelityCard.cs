using System.Collections.Immutable;

namespace Teleo.Experiments.Live;

/// <summary>
/// The distance between the simulator and the machine: errors by mechanism and by metric, and whether both rank policies alike.
/// </summary>
internal sealed record FidelityCard
{
    public required DateTimeOffset Measured { get; init; }
    public required string Machine { get; init; }
    public required int Processors { get; init; }
    public required string Clock { get; init; }
    public required double LoadBefore { get; init; }
    public required double LoadAfter { get; init; }
    public required string Workload { get; init; }
    public required long Requests { get; init; }

    /// <summary>Live runs of each policy that counted; its figures are their medians.</summary>
    public required int Repeats { get; init; }
    public required long BudgetBytes { get; init; }

    /// <summary>The errors of single mechanisms: per skill the measured median against the simulator's figure.</summary>
    public required ImmutableArray<FidelityError> Mechanisms { get; init; }

    /// <summary>The same skill by skill, by medians; and policy by policy, by means, of which waits and costs are made.</summary>
    public required ImmutableArray<FidelityPart> Skills { get; init; }
    public required ImmutableArray<FidelityPart> Policies { get; init; }

    /// <summary>The errors of whole runs: per policy the live metric against the simulated one.</summary>
    public required ImmutableArray<FidelityError> Metrics { get; init; }
    public required ImmutableArray<FidelityArm> Arms { get; init; }

    /// <summary>Kendall's tau-b between the two rankings of the policies by cost.</summary>
    public required double RankAgreement { get; init; }
}

/// <param name="MedianError">Of |live - simulated| / live, over skills or policies; null where nothing was there to compare.</param>
internal sealed record FidelityError(string Name, double? MedianError, double? WorstError, double? Bias, int Compared)
{
    public static FidelityError Of(string name, IEnumerable<(double Live, double Simulated)> pairs)
    {
        double[] signed = [.. pairs.Where(pair => pair.Live > 0 && double.IsFinite(pair.Simulated))
            .Select(pair => (pair.Simulated - pair.Live) / pair.Live)];
        if (signed.Length == 0) return new(name, null, null, null, 0);
        double[] errors = [.. signed.Select(Math.Abs).Order()];
        return new(name, Teleo.Pool.Samples.Sample.Median(errors), errors[^1],
            Teleo.Pool.Samples.Sample.Median([.. signed.Order()]), errors.Length);
    }
}

/// <summary>One mechanism of one skill or under one policy: the live measurement and the simulator's value.</summary>
internal sealed record FidelityPart(string Of, string Mechanism, int Count, double Live, double Simulated);

/// <summary>One policy on both plants. The cost is seconds waited and loaded per 1,000 requests.</summary>
internal sealed record FidelityArm(string Policy, double LiveCost, double SimulatedCost, double LiveWait, double? SimulatedWait,
    double LiveLoads, long SimulatedLoads, double LiveRight, double? SimulatedRight);
