using CsvHelper;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Preprint;

/// <summary>One data set over all swept settings. One line of <c>reach.csv</c>.</summary>
[CsvRecord]
public sealed partial record ReachRow
{
    /// <summary>Distance from the published accuracy within which a setting counts as like it.</summary>
    public const double Near = 0.02;

    /// <summary>The value for all data sets together.</summary>
    public const string All = "all";

    [CsvColumn("data"), Defined("", "data set; all asks for every one of them in the same setting")]
    public required string Data { get; init; }

    [CsvColumn("settings"), Defined("count", "swept settings")]
    public required int Settings { get; init; }

    [CsvColumn("reached"), Defined("share", "settings whose mean test accuracy is at or above the stated one")]
    public required double Reached { get; init; }

    [CsvColumn("near"), Defined("share", "settings whose mean test accuracy is within two points of it")]
    public required double NearShare { get; init; }

    // This and the next three are 0 for all data sets together.
    [CsvColumn("mean"), Defined("share", "mean over settings of their mean test accuracy")]
    public required double Mean { get; init; }

    [CsvColumn("least"), Defined("share", "least of them")]
    public required double Least { get; init; }

    [CsvColumn("median"), Defined("share", "median of them")]
    public required double Median { get; init; }

    [CsvColumn("most"), Defined("share", "greatest of them")]
    public required double Most { get; init; }

    [CsvColumn("bound"), Defined("share", "settings in which the resource forbade at least one wanted action")]
    public required double Bound { get; init; }

    [CsvColumn("gate_binding"), Defined("share", "forbidden over wanted actions, of all settings together")]
    public required double GateBinding { get; init; }

    [CsvColumn("died"), Defined("share", "settings in which a structure died")]
    public required double Died { get; init; }

    [CsvColumn("froze"), Defined("share", "runs whose structure froze")]
    public required double Froze { get; init; }

    internal static IEnumerable<ReachRow> Of(IReadOnlyList<DistributionRow> swept)
    {
        if (swept.Count == 0) yield break;
        foreach (var group in swept.GroupBy(row => row.Data)) yield return Of(group.Key, [.. group], row => Reaches(row), row =>
            IsNear(row));
        var whole = swept.GroupBy(row => row.Setting).ToDictionary(group => group.Key, group => group.ToList());
        if (swept.Select(row => row.Data).Distinct().Count() > 1)
            yield return Of(All, [.. whole.Values.Select(rows => rows[0])], row => whole[row.Setting].All(Reaches), row =>
                whole[row.Setting].All(IsNear)) with
            {
                Mean = 0,
                Least = 0,
                Median = 0,
                Most = 0,
                Bound = Share(whole.Values, rows => rows.Any(row => row.Forbidden > 0)),
                Died = Share(whole.Values, rows => rows.Any(row => row.Died > 0)),
                GateBinding = Rate(swept),
                Froze = swept.Average(row => row.Froze),
            };
    }

    private static ReachRow Of(string data, List<DistributionRow> rows, Func<DistributionRow, bool> reaches, Func<DistributionRow,
        bool> isNear)
    {
        double[] sorted = Sample.Sorted([.. rows.Select(row => row.Mean)]);
        return new()
        {
            Data = data,
            Settings = rows.Count,
            Reached = Share(rows, reaches),
            NearShare = Share(rows, isNear),
            Mean = Sample.Mean(sorted),
            Least = sorted[0],
            Median = Sample.Quantile(sorted, 0.5),
            Most = sorted[^1],
            Bound = Share(rows, row => row.Forbidden > 0),
            GateBinding = Rate(rows),
            Died = Share(rows, row => row.Died > 0),
            Froze = rows.Average(row => row.Froze),
        };
    }

    /// <summary>Returns true if the mean is at or above the published share up to its rounding.</summary>
    private static bool Reaches(DistributionRow row) => row.Mean >= row.Claimed - 5e-4;

    private static bool IsNear(DistributionRow row) => Math.Abs(row.Mean - row.Claimed) <= Near;

    private static double Rate(IReadOnlyCollection<DistributionRow> rows) =>
        rows.Sum(row => row.Wanted) is var wanted and > 0 ? (double)rows.Sum(row => row.Forbidden) / wanted : 0;

    private static double Share<T>(ICollection<T> rows, Func<T, bool> holds) => rows.Count(holds) / (double)rows.Count;
}
