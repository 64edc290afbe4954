using System.Globalization;

namespace Teleo.Training.Runs;

/// <summary>One point of the training curve.</summary>
/// <param name="TrainLoss">Mean loss per judged token since the point before.</param>
/// <param name="ValidationExact">Share of validation items answered exactly.</param>
public readonly record struct TrainingPoint(int Step, double Rate, double TrainLoss, double ValidationLoss, double ValidationExact)
{
    private const string Header = "step,rate,train_loss,validation_loss,validation_exact\n";

    /// <summary>A curve as a table, every number in full.</summary>
    public static string Csv(IEnumerable<TrainingPoint> curve) =>
        Header
        + string.Concat(
            curve.Select(p => string.Create(CultureInfo.InvariantCulture,
                $"{p.Step},{p.Rate:R},{p.TrainLoss:R},{p.ValidationLoss:R},{p.ValidationExact:R}\n")));

    /// <summary>A curve from its table.</summary>
    public static IReadOnlyList<TrainingPoint> FromCsv(string csv)
    {
        if (!csv.StartsWith(Header, StringComparison.Ordinal)) throw new FormatException("not a training curve");
        return [.. csv[Header.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            double[] cells = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            return cells.Length == 5
                ? new TrainingPoint((int)cells[0], cells[1], cells[2], cells[3], cells[4])
                : throw new FormatException($"'{line}' is not a point of a training curve");
        })];
    }
}
