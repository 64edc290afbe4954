using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Figures;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Research;

/// <summary>Contenders beside each other over the same seeds, the cheapest first. One seed is one unit of analysis.</summary>
/// <param name="Baseline">What the differences are differences to.</param>
/// <param name="LowestCost">No policy could have cost less on average; not a number where no bound is known.</param>
public sealed record PoolComparison(string Baseline, int Seeds, double LowestCost, ImmutableArray<ComparedPolicy> Rows)
{
    internal static PoolComparison Of(IReadOnlyList<ComparisonRow> rows, string baseline, int seeds) => new(
        baseline, seeds, rows.Max(row => row.LowerBound) ?? double.NaN, [.. rows.Select(ComparedPolicy.Of)]);

    public ComparedPolicy this[string policy] => Rows.First(row => row.Policy == policy);

    /// <summary>The differences with their intervals.</summary>
    public Figure Figure() => Charts.Forest(
        "comparison", new Scale.Linear($"Cost less that of {Baseline}", "s per 1,000 requests"), 0,
        [.. Rows.Where(row => row.Policy != Baseline).Select(row => (row.Policy, row.Difference, row.Lower, row.Upper))]) with
    {
        Note = $"Mean over {Seeds} seeds with 95 % interval, paired by seed. Left of the line is cheaper.",
    };

    /// <summary>The comparison as a table.</summary>
    public override string ToString()
    {
        var table = new Table(Column.Text("policy"), Column.Number("cost"), Column.Number($"less {Baseline}"), Column.Number("95 % interval"), Column.Number("wait s"), Column.Number("in time %"), Column.Number("loads"));
        foreach (var row in Rows)
        {
            bool isBaseline = row.Policy == Baseline;
            table.Add(row.Policy, Text(row.Cost, "0"), isBaseline ? "" : Text(row.Difference, "+0;-0;0"), isBaseline ? "" : $"{Text(row.Lower, "+0;-0;0")} to {Text(row.Upper, "+0;-0;0")}",
                Text(row.MeanWait, "0.00"), Text(100 * row.WithinTime, "0.0"), Text(row.Loads, "0"));
        }

        var text = Terminal.Captured(Program.Clock);
        table.WriteTo(text);
        return text.Out.ToString()!.TrimEnd();
    }

    private static string Text(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>One contender over all seeds: means, and its cost less the baseline's with a paired 95 % interval.</summary>
public sealed record ComparedPolicy(string Policy, double Cost, double Difference, double Lower, double Upper, double MeanWait, double WithinTime, double Loads)
{
    internal static ComparedPolicy Of(ComparisonRow row) => new(
        row.Policy, row.Cost ?? double.NaN, row.CostToFloor ?? double.NaN, row.CostToFloorLow ?? double.NaN, row.CostToFloorHigh ?? double.NaN,
        row.MeanWaitS ?? double.NaN, row.SloAttainment ?? double.NaN, row.Loads ?? double.NaN);
}
