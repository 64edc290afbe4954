using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Finds the changes of a series' level afterwards: the division into stretches of constant mean that has the least squared distance, plus
/// a penalty per break. Breaks are the ends of stretches; the last one is n.
/// </summary>
internal sealed class ChangePoints
{
    private readonly double[] _sum;
    private readonly double[] _squares;
    private readonly double _centre;

    private ChangePoints(ReadOnlySpan<double> x)
    {
        _centre = Sample.Mean(x);   // sums about the mean, so that squares do not swallow differences
        (_sum, _squares) = (new double[x.Length + 1], new double[x.Length + 1]);
        for (int i = 0; i < x.Length; i++)
        {
            double value = x[i] - _centre;
            _sum[i + 1] = _sum[i] + value;
            _squares[i + 1] = _squares[i] + value * value;
        }
    }

    /// <summary>Variance of the noise from the median absolute deviation of differences, which a few breaks do not disturb.</summary>
    public static double NoiseVariance(ReadOnlySpan<double> x)
    {
        var differences = new double[x.Length - 1];
        for (int i = 0; i < differences.Length; i++) differences[i] = x[i + 1] - x[i];
        double median = Sample.Median(differences);
        double deviation = Sample.Median([.. differences.Select(d => Math.Abs(d - median))]) / Distributions.NormalQuantile(0.75);
        return deviation * deviation / 2;
    }

    /// <summary>The penalty that a break must earn: <paramref name="factor"/> times the noise variance times ln n.</summary>
    public static double DefaultPenalty(ReadOnlySpan<double> x, double factor = 3) => factor * NoiseVariance(x) * Math.Log(x.Length);

    public static double Cost(ReadOnlySpan<double> x, IReadOnlyList<int> breaks)
    {
        var costs = new ChangePoints(x);
        return breaks.Select((end, i) => costs.Of(i == 0 ? 0 : breaks[i - 1], end)).Sum();
    }

    /// <summary>The optimal division under a penalty, with candidates dropped that can never win again (Killick et al., 2012).</summary>
    public static int[] Pelt(ReadOnlySpan<double> x, double penalty, int shortest = 1)
    {
        var costs = new ChangePoints(x);
        var best = new double[x.Length + 1];
        var last = new int[x.Length + 1];
        Array.Fill(best, double.PositiveInfinity);
        best[0] = -penalty;
        var candidates = new List<int> { 0 };
        for (int end = shortest; end <= x.Length; end++)
        {
            foreach (int start in candidates)
            {
                double total = best[start] + costs.Of(start, end) + penalty;
                if (end - start >= shortest && total < best[end]) (best[end], last[end]) = (total, start);
            }

            candidates.RemoveAll(start => end - start >= shortest && best[start] + costs.Of(start, end) > best[end]);
            if (end - shortest + 1 > 0) candidates.Add(end - shortest + 1);
        }

        return Unwound(last, x.Length);
    }

    /// <summary>The optimal division with exactly <paramref name="count"/> breaks inside.</summary>
    public static int[] Optimal(ReadOnlySpan<double> x, int count)
    {
        var costs = new ChangePoints(x);
        int n = x.Length;
        var last = new int[count + 1][];
        var best = new double[n + 1];
        for (int end = 0; end <= n; end++) best[end] = costs.Of(0, end);
        for (int k = 1; k <= count; k++)
        {
            last[k] = new int[n + 1];
            var next = new double[n + 1];
            Array.Fill(next, double.PositiveInfinity);
            for (int end = k + 1; end <= n; end++)
                for (int start = k; start < end; start++)
                {
                    double total = best[start] + costs.Of(start, end);
                    if (total < next[end]) (next[end], last[k][end]) = (total, start);
                }

            best = next;
        }

        var breaks = new int[count + 1];
        breaks[count] = n;
        for (int k = count; k >= 1; k--) breaks[k - 1] = last[k][breaks[k]];
        return breaks;
    }

    /// <summary>The greedy division: always the one further break that helps most.</summary>
    public static int[] Binary(ReadOnlySpan<double> x, int count)
    {
        var costs = new ChangePoints(x);
        var ends = new SortedSet<int> { x.Length };
        for (int k = 0; k < count; k++)
        {
            double most = double.NegativeInfinity;
            int where = -1, start = 0;
            foreach (int end in ends)
            {
                for (int middle = start + 1; middle < end; middle++)
                {
                    double gain = costs.Of(start, end) - costs.Of(start, middle) - costs.Of(middle, end);
                    if (gain > most) (most, where) = (gain, middle);
                }

                start = end;
            }

            if (where > 0) ends.Add(where);
        }

        return [.. ends];
    }

    private static int[] Unwound(int[] last, int end)
    {
        var breaks = new Stack<int>();
        for (int at = end; at > 0; at = last[at]) breaks.Push(at);
        return [.. breaks];
    }

    /// <summary>Squared distance of a stretch from its mean.</summary>
    private double Of(int start, int end)
    {
        if (end <= start) return 0;
        double sum = _sum[end] - _sum[start];
        return _squares[end] - _squares[start] - sum * sum / (end - start);
    }
}
