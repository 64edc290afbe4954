namespace Teleo.Experiments.Bounds;

/// <summary>
/// A small linear programme in variables that are at least zero, solved by the dense two-phase simplex. Meant for
/// hundreds of variables: cross-checks and small planning problems.
/// </summary>
/// <remarks>The entering column is the most negative; after many pivots the first, which cannot cycle (Bland's rule).</remarks>
internal sealed class LinearProgramme(int variables)
{
    private const double Tolerance = 1e-9;

    private readonly List<(double[] Row, double Right)> _rows = [];

    /// <summary>The cost of each variable; the sum is minimised.</summary>
    public double[] Costs { get; } = new double[variables];

    public void AtMost((int Variable, double Factor)[] terms, double right) => _rows.Add((Row(terms), right));

    /// <summary>The least cost; infinity where nothing satisfies the rows, minus infinity where nothing stops it.</summary>
    public double Minimum()
    {
        int usable = variables + _rows.Count, columns = usable + _rows.Count;
        var table = new double[_rows.Count + 1][];
        var basis = new int[_rows.Count];
        for (int r = 0; r < _rows.Count; r++)
        {
            var (row, right) = _rows[r];
            table[r] = new double[columns + 1];
            row.CopyTo(table[r], 0);
            table[r][columns] = right;
            table[r][variables + r] = 1;
            if (right < 0)
                for (int c = 0; c <= columns; c++) table[r][c] = -table[r][c];
            basis[r] = usable + r;
            table[r][basis[r]] = 1;
        }

        // First phase: get rid of the artificial variables, one for each row.
        table[^1] = new double[columns + 1];
        for (int r = 0; r < _rows.Count; r++)
            for (int c = 0; c <= columns; c++)
                if (c < usable || c == columns) table[^1][c] -= table[r][c];
        if (!TryPivot(table, basis, usable) || table[^1][columns] < -1e-7) return double.PositiveInfinity;
        DriveOut(table, basis, usable);

        // Second phase: the costs, as seen from the basis found.
        table[^1] = new double[columns + 1];
        Costs.CopyTo(table[^1], 0);
        for (int r = 0; r < basis.Length; r++)
        {
            double factor = basis[r] < variables ? Costs[basis[r]] : 0;
            for (int c = 0; factor != 0 && c <= columns; c++) table[^1][c] -= factor * table[r][c];
        }

        return TryPivot(table, basis, usable) ? -table[^1][columns] : double.NegativeInfinity;
    }

    private static bool TryPivot(double[][] table, int[] basis, int usable)
    {
        int careful = 50 * (basis.Length + 10);
        for (int pivots = 0; ; pivots++)
        {
            var objective = table[^1];
            int entering = -1;
            for (int c = 0; c < usable; c++)
            {
                if (objective[c] >= -Tolerance || (entering >= 0 && objective[c] >= objective[entering])) continue;
                entering = c;
                if (pivots > careful) break;
            }

            if (entering < 0) return true;
            int leaving = -1;
            for (int r = 0; r < basis.Length; r++)
            {
                if (table[r][entering] <= Tolerance) continue;
                double ratio = table[r][^1] / table[r][entering];
                double least = leaving < 0 ? double.PositiveInfinity : table[leaving][^1] / table[leaving][entering];
                if (ratio < least - 1e-12 || (ratio <= least + 1e-12 && basis[r] < basis[leaving])) leaving = r;
            }

            if (leaving < 0) return false;
            Pivot(table, basis, leaving, entering);
        }
    }

    /// <summary>Removes artificial variables that are in the basis at zero, or marks redundant rows.</summary>
    private static void DriveOut(double[][] table, int[] basis, int usable)
    {
        for (int r = 0; r < basis.Length; r++)
        {
            if (basis[r] < usable) continue;
            int entering = Array.FindIndex(table[r], 0, usable, value => Math.Abs(value) > Tolerance);
            if (entering >= 0) Pivot(table, basis, r, entering);
        }
    }

    private static void Pivot(double[][] table, int[] basis, int row, int column)
    {
        var pivotRow = table[row];
        double pivot = pivotRow[column];
        for (int c = 0; c < pivotRow.Length; c++) pivotRow[c] /= pivot;
        foreach (var other in table)
        {
            double factor = other[column];
            if (other == pivotRow || factor == 0) continue;
            for (int c = 0; c < other.Length; c++) other[c] -= factor * pivotRow[c];
        }

        basis[row] = column;
    }

    private double[] Row((int Variable, double Factor)[] terms)
    {
        var row = new double[variables];
        foreach (var (variable, factor) in terms) row[variable] += factor;
        return row;
    }
}
