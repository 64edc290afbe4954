namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Recurrence quantification of a scalar series: two times recur when their values are within a radius. Diagonal
/// lines are stretches that repeat, vertical ones stretches that stand still.
/// </summary>
/// <param name="Rate">Share of recurring pairs, the main diagonal left out.</param>
/// <param name="Determinism">Share of those pairs on diagonal lines of at least the shortest length.</param>
/// <param name="Laminarity">Share of all recurrences, the main diagonal included, on vertical lines of at least that length.</param>
internal readonly record struct Recurrence(double Rate, double Determinism, double MeanDiagonal,
    int LongestDiagonal, double Laminarity, double TrappingTime)
{
    public static Recurrence Of(double[] x, double radius, int shortest = 2)
    {
        int n = x.Length;
        var diagonals = new List<int>();
        var verticals = new List<int>();
        for (int shift = 1; shift < n; shift++) AddRuns(diagonals, n - shift, i => Recurs(i, i + shift));
        for (int column = 0; column < n; column++) AddRuns(verticals, n, row => Recurs(row, column));

        double onDiagonals = diagonals.Sum(), onVerticals = verticals.Sum();
        var (longDiagonals, longVerticals) =
            (diagonals.Where(length => length >= shortest).ToList(), verticals.Where(length => length >= shortest).ToList());
        return new(
            2 * onDiagonals / (n * (n - 1.0)),
            longDiagonals.Sum() / onDiagonals,
            longDiagonals.Count == 0 ? 0 : longDiagonals.Average(),
            diagonals.Count == 0 ? 0 : diagonals.Max(),
            longVerticals.Sum() / onVerticals,
            longVerticals.Count == 0 ? 0 : longVerticals.Average());

        bool Recurs(int i, int j) => Math.Abs(x[i] - x[j]) <= radius;
    }

    /// <summary>The radius at which a given share of pairs recurs: 1 to 5 % is usual.</summary>
    public static double RadiusFor(double[] x, double rate)
    {
        var distances = new List<double>(x.Length * (x.Length - 1) / 2);
        for (int i = 0; i < x.Length; i++)
            for (int j = i + 1; j < x.Length; j++)
                distances.Add(Math.Abs(x[i] - x[j]));
        return Teleo.Pool.Calibration.Sample.Quantile(Teleo.Pool.Calibration.Sample.Sorted([.. distances]), rate);
    }

    private static void AddRuns(List<int> runs, int length, Func<int, bool> holds)
    {
        int run = 0;
        for (int i = 0; i <= length; i++)
        {
            if (i < length && holds(i))
            {
                run++;
                continue;
            }

            if (run > 0) runs.Add(run);
            run = 0;
        }
    }
}
