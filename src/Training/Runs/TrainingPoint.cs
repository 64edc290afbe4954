using System.Globalization;
using Teleo.Engine.Input;

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

    /// <summary>Reads a curve from its table.</summary>
    /// <exception cref="InputException">It is no such table.</exception>
    public static IReadOnlyList<TrainingPoint> FromCsv(string csv)
    {
        if (!csv.StartsWith(Header, StringComparison.Ordinal)) throw Bad(1, $"the columns must be {Header.TrimEnd()}");
        var points = new List<TrainingPoint>();
        string[] lines = csv.TrimEnd('\n').Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split(',');
            var numbers = new double[5];
            if (cells.Length != numbers.Length) throw Bad(i + 1, $"{cells.Length} cells, where {numbers.Length} are needed");
            for (int column = 0; column < numbers.Length; column++)
                if (!double.TryParse(cells[column], CultureInfo.InvariantCulture, out numbers[column]))
                    throw Bad(i + 1, $"column {column + 1} must be a number");
            if (numbers[0] is not (>= 0 and <= int.MaxValue) || numbers[0] != Math.Floor(numbers[0]))
                throw Bad(i + 1, "the step must be a whole number, not negative");
            points.Add(new TrainingPoint((int)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
        }

        return points;

        static InputException Bad(int line, string problem) => new("BadCurve", $"line {line}: no training curve: {problem}");
    }
}
