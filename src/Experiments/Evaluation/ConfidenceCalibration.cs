using System.Collections.Immutable;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Evaluation;

/// <summary>
/// Compares stated confidence with the share of right answers. The bins are finer near certainty, where most answers are.
/// </summary>
public sealed class ConfidenceCalibration
{
    private static readonly double[] Edges = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1];

    public ConfidenceCalibration(IReadOnlyCollection<(double Confidence, bool IsRight)> answers)
    {
        Bins = [.. Edges.Zip(Edges.Skip(1)).Select(edge => Bin(edge.First, edge.Second, answers)).Where(bin => bin.Items > 0)];
        ExpectedError = Bins.Sum(bin => bin.Items * Math.Abs(bin.MeanConfidence - bin.ShareRight)) / answers.Count;
    }

    public ImmutableArray<CalibrationBin> Bins { get; }

    /// <summary>The mean distance between confidence and success over the bins, by their items.</summary>
    public double ExpectedError { get; }

    /// <summary>Returns the bins of several calibrations as CSV.</summary>
    /// <param name="column">The name of the column that says of which calibration a row is.</param>
    internal static string Csv(string column, IEnumerable<(string Name, ConfidenceCalibration Calibration)> calibrations) => CsvText.Of(
        [column, "from", "to", "items", "mean_confidence", "right"],
        from one in calibrations
        from bin in one.Calibration.Bins
        select new object?[] { one.Name, bin.From, bin.To, bin.Items, bin.MeanConfidence, bin.Right });

    private static CalibrationBin Bin(double from, double to, IEnumerable<(double Confidence, bool IsRight)> answers)
    {
        var inside = answers.Where(answer => answer.Confidence >= from && (answer.Confidence < to || to >= 1)).ToList();
        return new(from, to, inside.Count, inside.Select(answer => answer.Confidence).DefaultIfEmpty().Average(),
            inside.Count(answer => answer.IsRight));
    }
}

/// <summary>The answers of one range of confidence.</summary>
public readonly record struct CalibrationBin(double From, double To, int Items, double MeanConfidence, int Right)
{
    public double ShareRight => (double)Right / Math.Max(1, Items);
}
