using MathNet.Numerics.LinearAlgebra;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>Computes the mean steps before a CUSUM of normal values alarms: its limit in terms of false alarms.</summary>
internal static class CusumRunLength
{
    /// <summary>One-sided, by a Markov chain over cells of the tally (Brook and Evans, 1972).</summary>
    public static double OneSided(double allowance, double limit, double shift, int cells = 400)
    {
        double width = 2 * limit / (2 * cells - 1);   // the first cell is half a cell wide, about zero
        // Chance that one step ends below the upper edge of the cell d cells up.
        double[] below =
            [.. Enumerable.Range(-cells, 2 * cells + 1).Select(d => Distributions.NormalCdf((d + 0.5) * width + allowance - shift))];
        var stay = Matrix<double>.Build.Dense(cells, cells, (i, j) => below[j - i + cells] - (j == 0 ? 0 : below[j - i + cells - 1]));
        var lengths = (Matrix<double>.Build.DenseIdentity(cells) - stay).Solve(Vector<double>.Build.Dense(cells, 1));
        return lengths[0];
    }

    /// <summary>Both sides watched at once: rates of alarm add.</summary>
    public static double TwoSided(double allowance, double limit, double shift, int cells = 400) =>
        1 / (1 / OneSided(allowance, limit, shift, cells) + 1 / OneSided(allowance, limit, -shift, cells));

    /// <summary>Siegmund's (1985) formula for one side.</summary>
    public static double Siegmund(double allowance, double limit, double shift)
    {
        double drift = shift - allowance, reach = limit + 1.166;
        return drift == 0 ? reach * reach : (Math.Exp(-2 * drift * reach) + 2 * drift * reach - 1) / (2 * drift * drift);
    }
}
