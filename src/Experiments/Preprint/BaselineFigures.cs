using CsvHelper;

namespace Teleo.Experiments.Preprint;

/// <summary>The baseline on one split. One line of <c>baseline.csv</c>.</summary>
[CsvRecord]
public sealed partial record BaselineFigures
{
    [CsvColumn("data"), Defined("", "data set")]
    public required string Data { get; init; }

    [CsvColumn("split"), Defined("", "number of the split, as in runs.csv")]
    public required int Split { get; init; }

    [CsvColumn("tested"), Defined("count", "samples in the test")]
    public required int Tested { get; init; }

    [CsvColumn("right"), Defined("count", "right answers of logistic regression")]
    public required int Right { get; init; }

    [CsvIgnore] public double Accuracy => (double)Right / Tested;
}
