namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Evaluates a grid coarsely first, and then more finely where neighbours differ. Points that were not evaluated are inside squares with
/// agreeing corners; they are interpolated and marked.
/// </summary>
internal sealed class GridRefinement(int columns, int rows, int coarsest, double tolerance)
{
    private readonly double[]?[] _values = new double[columns * rows][];
    private readonly double[]?[] _between = new double[columns * rows][];

    public int Evaluated { get; private set; }

    public bool WasEvaluated(int column, int row) => _values[row * columns + column] is not null;

    /// <summary>Returns the measures of a point, evaluated or interpolated.</summary>
    public double[] At(int column, int row) => _values[row * columns + column] ?? _between[row * columns + column]!;

    /// <summary>The points that were run, with their place on the axes.</summary>
    public IEnumerable<(double X, double Y, double[] Values)> Evaluations(SweepAxis x, SweepAxis y) =>
        from row in Enumerable.Range(0, rows)
        from column in Enumerable.Range(0, columns)
        where WasEvaluated(column, row)
        select (x[column], y[row], At(column, row));

    /// <summary>
    /// Evaluates level by level; the points of one level are one batch, so that they can run in parallel. Two corners differ if any measure
    /// differs by more than the tolerance, as a share of that measure's range so far.
    /// </summary>
    public void Run(Func<IReadOnlyList<(int Column, int Row)>, double[][]> evaluate)
    {
        int stride = coarsest;
        List<(int X, int Y)> open = [.. Parts((0, 0), Math.Max(columns, rows), stride)];
        while (true)
        {
            Evaluate([.. open.SelectMany(square => Corners(square, stride)).Distinct().Where(p => !WasEvaluated(p.X, p.Y))
                .OrderBy(p => p.Y).ThenBy(p => p.X)], evaluate);
            if (stride == 1) return;
            double[] range = Range();
            int half = Math.Max(1, stride / 2);
            var differing = open.ToLookup(square => Differs(ValuesAtCorners(square, stride), range));
            foreach (var square in differing[false]) Interpolate(square, stride);
            open = [.. differing[true].SelectMany(square => Parts(square, stride, half))];
            stride = half;
        }
    }

    private void Evaluate(List<(int Column, int Row)> points, Func<IReadOnlyList<(int Column, int Row)>, double[][]> evaluate)
    {
        if (points.Count == 0) return;
        double[][] found = evaluate(points);
        for (int i = 0; i < points.Count; i++) _values[points[i].Row * columns + points[i].Column] = found[i];
        Evaluated += points.Count;
    }

    /// <summary>Interpolates the points of a square that were not evaluated.</summary>
    private void Interpolate((int X, int Y) square, int stride)
    {
        int right = Math.Min(square.X + stride, columns - 1), top = Math.Min(square.Y + stride, rows - 1);
        double[][] corners = ValuesAtCorners(square, stride);
        for (int y = square.Y; y <= top; y++)
            for (int x = square.X; x <= right; x++)
            {
                double u = (x - square.X) / (double)Math.Max(1, right - square.X), v = (y - square.Y) / (double)Math.Max(1, top - square.Y);
                _between[y * columns + x] ??= [.. corners[0].Select((_, m) =>
                    (1 - v) * ((1 - u) * corners[0][m] + u * corners[1][m]) + v * ((1 - u) * corners[2][m] + u * corners[3][m]))];
            }
    }

    private IEnumerable<(int X, int Y)> Corners((int X, int Y) square, int stride)
    {
        int right = Math.Min(square.X + stride, columns - 1), top = Math.Min(square.Y + stride, rows - 1);
        return [(square.X, square.Y), (right, square.Y), (square.X, top), (right, top)];
    }

    private double[][] ValuesAtCorners((int X, int Y) square, int stride) =>
        [.. Corners(square, stride).Select(corner => _values[corner.Y * columns + corner.X]!)];

    /// <summary>Divides a square into squares of a smaller stride.</summary>
    private IEnumerable<(int X, int Y)> Parts((int X, int Y) square, int stride, int smaller)
    {
        for (int y = square.Y; y < Math.Min(square.Y + stride, rows - 1); y += smaller)
            for (int x = square.X; x < Math.Min(square.X + stride, columns - 1); x += smaller) yield return (x, y);
    }

    private bool Differs(double[][] corners, double[] range) => Enumerable.Range(0, range.Length).Any(m =>
        corners.Max(values => values[m]) - corners.Min(values => values[m]) > tolerance * range[m]);

    private double[] Range()
    {
        double[][] all = [.. _values.OfType<double[]>()];
        return [.. Enumerable.Range(0, all[0].Length).Select(m => all.Max(v => v[m]) - all.Min(v => v[m]))];
    }
}
