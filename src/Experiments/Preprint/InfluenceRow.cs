using CsvHelper;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// The degree to which the accuracy on a data set moves with one open number over the swept settings. One line of <c>influence.csv</c>.
/// </summary>
[CsvRecord]
public sealed partial record InfluenceRow
{
    [CsvColumn("data"), Defined("", "data set")]
    public required string Data { get; init; }

    [CsvColumn("number"), Defined("", "open number or choice; choices count from 0 in the order of their words")]
    public required string Number { get; init; }

    [CsvColumn("correlation"), Defined("", "Spearman's rank correlation of its value with the mean test accuracy of a setting")]
    public required double Correlation { get; init; }

    [CsvColumn("lower_half"), Defined("share", "mean test accuracy of settings in the lower half of its range")]
    public required double LowerHalf { get; init; }

    [CsvColumn("upper_half"), Defined("share", "mean test accuracy of settings in the upper half")]
    public required double UpperHalf { get; init; }

    internal static IEnumerable<InfluenceRow> Of(IReadOnlyList<DistributionRow> swept, IReadOnlyDictionary<string, LearnerSetting> settings)
    {
        foreach (var group in swept.GroupBy(row => row.Data))
        {
            double[] means = [.. group.Select(row => row.Mean)];
            foreach (var number in LearnerNumbers.Unpublished)
            {
                double[] values = [.. group.Select(row => number.Get(settings[row.Setting].Options))];
                double middle = number.At(0.5);
                double[] lower = [.. Where(value => value < middle)], upper = [.. Where(value => value >= middle)];
                if (lower.Length == 0 || upper.Length == 0) continue;
                yield return new()
                {
                    Data = group.Key,
                    Number = number.Name,
                    Correlation = Statistics.Correlation.Spearman(values, means),
                    LowerHalf = lower.Average(),
                    UpperHalf = upper.Average(),
                };

                IEnumerable<double> Where(Func<double, bool> holds) => means.Where((_, i) => holds(values[i]));
            }
        }
    }
}
