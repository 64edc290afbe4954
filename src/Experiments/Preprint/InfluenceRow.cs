using CsvHelper;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// The degree to which the accuracy on a data set moves with one open number over the swept settings. One line of <c>influence.csv</c>.
/// </summary>
[CsvRecord]
public sealed partial record InfluenceRow
{
    [CsvColumn("data")] public required string Data { get; init; }

    [CsvColumn("number")] public required string Number { get; init; }

    /// <summary>Spearman's rank correlation with the mean accuracy of a setting.</summary>
    [CsvColumn("correlation")] public required double Correlation { get; init; }

    /// <summary>Mean accuracy of the lower and of the upper half of the number's values.</summary>
    [CsvColumn("lower_half")] public required double LowerHalf { get; init; }

    [CsvColumn("upper_half")] public required double UpperHalf { get; init; }

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
