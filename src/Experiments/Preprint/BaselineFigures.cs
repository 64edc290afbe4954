using CsvHelper;

namespace Teleo.Experiments.Preprint;

/// <summary>The baseline on one split. One line of <c>baseline.csv</c>.</summary>
[CsvRecord]
public sealed partial record BaselineFigures
{
    [CsvColumn("data")] public required string Data { get; init; }

    [CsvColumn("split")] public required int Split { get; init; }

    [CsvColumn("tested")] public required int Tested { get; init; }

    [CsvColumn("right")] public required int Right { get; init; }

    [CsvIgnore] public double Accuracy => (double)Right / Tested;
}
