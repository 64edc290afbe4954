using Teleo.Experiments.Metrics;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>The result of one run of a pool. Times in seconds, shares from 0 to 1; not a number where nothing could be measured.</summary>
/// <param name="Cost">Seconds waited and seconds loaded per 1,000 requests, added one to one.</param>
/// <param name="LowestCost">No policy could have cost less; not a number where no bound is known.</param>
/// <param name="WithinTime">Share of requests served within their time.</param>
/// <param name="Right">Share of requests that were answered right.</param>
/// <param name="NoOpShare">Share of decisions that chose to do nothing.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record PoolRun(
    string Policy, ulong Seed, long Requests, double Cost, double LowestCost, double MeanWait, double WithinTime,
    double Right, double MissRatio, long Loads, double LoadSeconds,
    long Decisions, double NoOpShare) : IShown
{
    internal static PoolRun Of(string name, RunReport run) => new(
        name, run.Seed, run.Requests, run.Cost, run.Bound?.Lower ?? double.NaN, run.MeanWaitS ?? double.NaN,
        run.SloAttainment ?? double.NaN, run.CorrectShare ?? double.NaN,
        run.MissRatio ?? double.NaN, run.Loads, run.LoadSeconds, run.Decisions, run.NoOpShare ?? double.NaN);

    string IShown.Html => HtmlTable.Of(
        ["policy", "seed", "requests", "cost, s per 1,000", "mean wait, s", "in time", "loads", "decisions"],
        [[
            Policy, $"{Seed}", Number(Requests, "N0"), Number(Cost, "0.0"), Number(MeanWait, "0.000"), Number(WithinTime, "P1"),
            Number(Loads, "N0"), Number(Decisions, "N0"),
        ]]);

    private static string Number(double value, string format) =>
        double.IsNaN(value) ? "-" : value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Policy}, seed {Seed}: {Requests} requests, {MeanWait:0.00} s mean wait, {100 * WithinTime:0.0} % in time, {Loads} loads; "
            + $"cost {Cost:0} s per 1,000 requests");
}
