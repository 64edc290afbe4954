using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Variance-based sensitivity: the share of an outcome's variance that one input explains alone (first order) and
/// with all its interactions (total).
/// </summary>
public sealed record SobolIndices(double Variance, SobolIndices.Index[] Inputs)
{
    /// <summary>First order by Saltelli (2010) and by Jansen; total by Jansen, with its bootstrap interval.</summary>
    public readonly record struct Index(double FirstSaltelli, double FirstJansen, double Total, Interval TotalInterval)
    {
        /// <summary>True if the interval of the total index includes zero; it is then reported as none.</summary>
        public bool IsNone => TotalInterval.Lower <= 0;
    }

    /// <summary>Runs <paramref name="outcome"/> on N (k + 2) points of the unit cube.</summary>
    public static SobolIndices Of(Func<double[], double> outcome, int inputs, int count, RandomStream chance, int resamples = 200)
    {
        double[][] points = SobolSequence.Points(count, 2 * inputs);
        double[][] a = [.. points.Select(point => point[..inputs])], b = [.. points.Select(point => point[inputs..])];
        double[] ofA = [.. a.Select(outcome)], ofB = [.. b.Select(outcome)];
        double[] both = [.. ofA, .. ofB];
        double variance = Sample.Variance(both) * (both.Length - 1) / both.Length;

        return new(variance, [.. Enumerable.Range(0, inputs).Select(IndexOf)]);

        Index IndexOf(int input)
        {
            double[] mixed = [.. a.Select((point, row) => outcome(WithInput(point, input, b[row][input])))];
            double[] total = [.. mixed.Select((value, row) => Square(ofA[row] - value) / 2)];
            double[] replicates = Resamples.Draw(count, new RandomStream(chance.NextUInt64()), resamples).ReplicateMean(total);
            var interval = Bootstrap.Percentile(replicates, 0.95);
            return new(
                Sample.Mean([.. mixed.Select((value, row) => ofB[row] * (value - ofA[row]))]) / variance,
                1 - Sample.Mean([.. mixed.Select((value, row) => Square(ofB[row] - value) / 2)]) / variance,
                Sample.Mean(total) / variance,
                new(interval.Lower / variance, interval.Upper / variance));
        }
    }

    private static double[] WithInput(double[] point, int input, double value) => [.. point[..input], value, .. point[(input + 1)..]];

    private static double Square(double x) => x * x;
}
