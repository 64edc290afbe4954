using System.Collections.Immutable;
using CsvHelper;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Live;

/// <summary>The distance between the simulator and cold loads on this machine. Targets: 10 % and a tau of 0.8, or its ceiling.</summary>
internal sealed record ColdCard
{
    public const double WantedError = 0.1, WantedTau = 0.8;

    public required ImmutableArray<ColdRow> Plays { get; init; }

    /// <summary>Errors by mechanism and by quantity.</summary>
    public required ImmutableArray<FidelityError> Mechanisms { get; init; }

    public required ImmutableArray<ColdRanking> Points { get; init; }

    public required ColdRanking Overall { get; init; }

    /// <summary>The required agreement: 0.8, or the agreement of the live side with itself if that is lower.</summary>
    public double AskedTau => Math.Min(WantedTau, Overall.Retest);
}

/// <summary>One live run and its simulation.</summary>
[CsvRecord]
internal sealed partial record ColdRow
{
    [CsvColumn("block")] public required int Block { get; init; }
    [CsvColumn("point")] public required string Point { get; init; }
    [CsvColumn("policy")] public required string Policy { get; init; }
    [CsvColumn("requests")] public required long Requests { get; init; }
    [CsvColumn("loads_live")] public required long LoadsLive { get; init; }
    [CsvColumn("loads_simulated")] public required long LoadsSimulated { get; init; }
    [CsvColumn("load_seconds_live")] public required double LoadSecondsLive { get; init; }
    [CsvColumn("load_seconds_simulated")] public required double LoadSecondsSimulated { get; init; }
    [CsvColumn("mean_wait_live")] public required double MeanWaitLive { get; init; }
    [CsvColumn("mean_wait_simulated")] public required double MeanWaitSimulated { get; init; }
    [CsvColumn("cost_live")] public required double CostLive { get; init; }
    [CsvColumn("cost_simulated")] public required double CostSimulated { get; init; }
    [CsvColumn("decision_seconds_live")] public required double DecisionSecondsLive { get; init; }
    [CsvColumn("decision_seconds_simulated")] public required double DecisionSecondsSimulated { get; init; }

    public static ColdRow Of(int block, ColdPlay live, ColdPlay simulated) => new()
    {
        Block = block,
        Point = live.Point,
        Policy = live.Policy,
        Requests = live.Report.Requests,
        LoadsLive = live.Report.Loads,
        LoadsSimulated = simulated.Report.Loads,
        LoadSecondsLive = live.Report.LoadSeconds,
        LoadSecondsSimulated = simulated.Report.LoadSeconds,
        MeanWaitLive = live.Report.MeanWaitS ?? 0,
        MeanWaitSimulated = simulated.Report.MeanWaitS ?? 0,
        CostLive = live.Report.Cost,
        CostSimulated = simulated.CostWithDeciding,
        DecisionSecondsLive = live.DecisionSeconds,
        DecisionSecondsSimulated = simulated.DecisionSeconds,
    };
}

/// <summary>The costs of one policy: simulated with decision time, and live in either block.</summary>
internal readonly record struct ColdCosts(double Simulated, double First, double Second);

/// <summary>Kendall's tau-b of the simulated with the live costs, and of the live ones with themselves.</summary>
/// <param name="Tau">Mean of the two taus of the simulator with one live block.</param>
/// <param name="Retest">Tau between the two live blocks: nothing can be asked to agree better.</param>
/// <param name="Disattenuated">Tau over the root of the retest; not a number where that is not above 0.</param>
/// <param name="Span">The dearest simulated cost over the cheapest.</param>
internal sealed record ColdRanking(string Point, double Tau, double Retest, double Disattenuated, double Span, double Lower, double Upper)
{
    public static ColdRanking Of(string point, ImmutableArray<ColdCosts> costs)
    {
        var (tau, retest) = TausOf(costs);
        double span = costs.Max(c => c.Simulated) / costs.Min(c => c.Simulated);
        return new(point, tau, retest, Corrected(tau, retest), span, double.NaN, double.NaN);
    }

    /// <summary>The means over points, with a 95 % interval by drawing policies of each point and blocks again.</summary>
    public static ColdRanking OfAll(ImmutableArray<ImmutableArray<ColdCosts>> points, int resamples, RandomStream chance)
    {
        double tau = points.Average(costs => TausOf(costs).Tau), retest = points.Average(costs => TausOf(costs).Retest);
        double[] drawn = new double[resamples];
        for (int i = 0; i < resamples; i++)
        {
            // The same policy drawn each time ranks nothing.
            double[] known = [.. points.Select(TauOfDrawn).Where(one => !double.IsNaN(one))];
            drawn[i] = known.Sum() / Math.Max(1, known.Length);
        }

        Array.Sort(drawn);
        return new("all", tau, retest, Corrected(tau, retest), points.Average(costs => Of("", costs).Span),
            Sample.Quantile(drawn, 0.025), Sample.Quantile(drawn, 0.975));

        double TauOfDrawn(ImmutableArray<ColdCosts> costs)
        {
            ColdCosts[] again = [.. costs.Select(_ => costs[chance.NextInt(costs.Length)])];
            bool isFirst = chance.NextInt(2) == 0;
            return Correlation.Kendall([.. again.Select(c => c.Simulated)], [.. again.Select(c => isFirst ? c.First : c.Second)]);
        }
    }

    private static (double Tau, double Retest) TausOf(ImmutableArray<ColdCosts> costs)
    {
        double[] simulated = [.. costs.Select(c => c.Simulated)], first = [.. costs.Select(c => c.First)],
            second = [.. costs.Select(c => c.Second)];
        double tau = (Correlation.Kendall(simulated, first) + Correlation.Kendall(simulated, second)) / 2;
        return (tau, Correlation.Kendall(first, second));
    }

    private static double Corrected(double tau, double retest) => retest > 0 ? Math.Min(1, tau / Math.Sqrt(retest)) : double.NaN;
}
