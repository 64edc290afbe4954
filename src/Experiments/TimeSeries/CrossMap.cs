using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Convergent cross mapping (Sugihara et al., 2012): if x drives y, the history of y knows x, and the better the longer
/// the library. A skill that does not grow with the library is no evidence. Descriptive only.
/// </summary>
internal static class CrossMap
{
    /// <summary>
    /// Correlation of <paramref name="driver"/> with its image read off the delay embedding of <paramref name="driven"/>.
    /// </summary>
    public static double Skill(double[] driver, double[] driven, int library, int dimension = 2, int delay = 1)
    {
        int first = (dimension - 1) * delay, count = library - first;
        var predicted = new double[count];
        var distances = new (double Distance, int Index)[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
                distances[j] = (j == i ? double.PositiveInfinity : Distance(driven, i + first, j + first, dimension, delay), j);
            Array.Sort(distances);
            double nearest = Math.Max(distances[0].Distance, 1e-12), weights = 0, sum = 0;
            for (int k = 0; k <= dimension; k++)
            {
                double weight = Math.Max(Math.Exp(-distances[k].Distance / nearest), 1e-6);
                weights += weight;
                sum += weight * driver[distances[k].Index + first];
            }

            predicted[i] = sum / weights;
        }

        return Correlation.Pearson(predicted, driver.AsSpan(first, count));
    }

    private static double Distance(double[] x, int a, int b, int dimension, int delay)
    {
        double squares = 0;
        for (int d = 0; d < dimension; d++)
        {
            double difference = x[a - d * delay] - x[b - d * delay];
            squares += difference * difference;
        }

        return Math.Sqrt(squares);
    }
}
