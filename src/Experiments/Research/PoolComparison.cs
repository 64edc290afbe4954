using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>Contenders over the same seeds, the cheapest first. One seed is one unit of analysis.</summary>
/// <param name="Baseline">What the differences are differences to.</param>
/// <param name="Runs">Every run behind the rows.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record PoolComparison(string Baseline, ImmutableArray<ComparedPolicy> Rows, ImmutableArray<PoolRun> Runs) : IShown
{
    /// <summary>A policy is not drawn beyond so many times the baseline's cost.</summary>
    private const double FarDearer = 20;

    internal static PoolComparison Of(IReadOnlyList<PoolRun> runs, string baseline)
    {
        var byPolicy = runs.GroupBy(run => run.Policy).ToDictionary(group => group.Key, group => group.OrderBy(run => run.Seed).ToList());
        var against = byPolicy[baseline];
        return new(baseline, [.. byPolicy.Values.Select(own => ComparedPolicy.Of(own, against)).OrderBy(row => row.Cost)], [.. runs]);
    }

    public int Seeds => Runs.Select(run => run.Seed).Distinct().Count();

    /// <summary>The mean lower bound of any policy; NaN without a bound.</summary>
    public double LowestCost => Runs.Average(run => run.LowestCost);

    string IShown.Html => HtmlTable.Of(Columns.Select(column => column.Column.Title),
        Rows.Select(row => Columns.Select(column => Column.Written(column.Cell(row))))) + Figure().Svg();

    public ComparedPolicy this[string policy] => Rows.First(row => row.Policy == policy);

    /// <summary>
    /// Draws the differences with their intervals. A policy that costs so much more that others could not be seen is only named.
    /// </summary>
    public Figure Figure()
    {
        double floor = this[Baseline].Cost;
        var others = Rows.Where(row => row.Policy != Baseline).ToList();
        var far = others.Where(row => row.Cost > FarDearer * floor).ToList();
        if (far.Count == others.Count) far.Clear();
        string sample = Seeds == 1 ? "One seed, so no intervals." : $"Mean over {Seeds} seeds with 95 % interval, paired by seed.";
        string left = far.Count == 0 ? ""
            : $" Not drawn: {string.Join(", ", far.Select(row => $"{row.Policy} (+{Text(row.Difference)})"))}.";
        return Charts.Forest("comparison", new Scale.Linear($"Cost over that of {Baseline}", "s per 1,000 requests"), 0,
            [.. others.Except(far).Select(row => (row.Policy, row.Difference, row.Lower, row.Upper))]) with
        {
            Note = $"{sample} Left of the line is cheaper.{left}",
        };
    }

    /// <summary>The comparison as a table.</summary>
    public override string ToString()
    {
        var text = new StringWriter();
        Table().WriteTo(text);
        return text.ToString().TrimEnd();
    }

    internal Table Table() => Tables.Table.Of(Rows, Columns);

    /// <summary>The columns of the comparison, for a terminal and for a page.</summary>
    internal IReadOnlyList<(Column Column, Func<ComparedPolicy, object?> Cell)> Columns =>
    [
        (Column.Word("policy"), row => row.Policy),
        (Column.Number("cost"), row => Text(row.Cost)),
        (Column.Number($"over {Baseline}"), row => row.Policy == Baseline ? "" : Signed(row.Difference)),
        (Column.Number("95 % interval"), row => row.Policy == Baseline || double.IsNaN(row.Lower)
            ? "" : $"{Signed(row.Lower)} to {Signed(row.Upper)}"),
        (Column.Number("wait s"), row => row.MeanWait.ToString("0.000", CultureInfo.InvariantCulture)),
        (Column.Extra("in time %"), row => Share(row.WithinTime)),
        (Column.Extra("right %"), row => Share(row.Right)),
        (Column.Extra("loads"), row => row.Loads.ToString("0", CultureInfo.InvariantCulture)),
    ];

    /// <summary>A figure in three digits or more.</summary>
    internal static string Text(double value) =>
        double.IsNaN(value) ? "-" : value.ToString(Math.Abs(value) >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture);

    private static string Signed(double value) => (value > 0 ? "+" : "") + Text(value);

    private static string Share(double value) => double.IsNaN(value) ? "-" : (100 * value).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>
/// One contender over all seeds: means, and its cost minus the baseline's with a paired 95 % interval (Student); no interval from one seed.
/// </summary>
public sealed record ComparedPolicy(string Policy, double Cost, double Difference, double Lower, double Upper,
    double MeanWait, double WithinTime, double Right, double Loads)
{
    internal static ComparedPolicy Of(IReadOnlyList<PoolRun> own, IReadOnlyList<PoolRun> baseline)
    {
        double[] differences = [.. own.Zip(baseline, (a, b) => a.Cost - b.Cost)];
        var interval = differences.Length > 1 ? PairedTest.Of(differences).Interval(0.95) : new(double.NaN, double.NaN);
        return new(own[0].Policy, own.Average(run => run.Cost), differences.Average(), interval.Lower, interval.Upper,
            own.Average(run => run.MeanWait), own.Average(run => run.WithinTime), own.Average(run => run.Right),
            own.Average(run => run.Loads));
    }
}
