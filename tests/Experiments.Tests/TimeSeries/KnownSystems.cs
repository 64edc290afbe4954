using Teleo.Controller.Domain;

namespace Teleo.Experiments.Tests.TimeSeries;

/// <summary>Systems whose phases are known exactly, to try the diagnostics on.</summary>
internal static class KnownSystems
{
    public static double Logistic(double r, double x) => r * x * (1 - x);

    /// <summary>dx/dt = h + x - x³: two states between the folds at h = ±0.3849.</summary>
    public static double Cusp(double x, double h, double step) => x + step * (h + x - x * x * x);

    /// <summary>A sweep of the cusp up and down at a speed, the state carried over; both branches over the rising grid.</summary>
    public static (double[] H, double[] Up, double[] Down) CuspSweep(double from, double to, int points, int stepsPerPoint, double step, double noise = 0, RandomStream random = default)
    {
        double[] grid = [.. Enumerable.Range(0, points).Select(i => from + (to - from) * i / (points - 1))];
        double[] up = new double[points], down = new double[points];
        double x = -1.3;
        for (int i = 0; i < points; i++) up[i] = x = Settled(x, grid[i], ref random);
        for (int i = points - 1; i >= 0; i--) down[i] = x = Settled(x, grid[i], ref random);
        return (grid, up, down);

        double Settled(double x, double h, ref RandomStream random)
        {
            for (int s = 0; s < stepsPerPoint; s++) x = Cusp(x, h, step) + (noise == 0 ? 0 : noise * Math.Sqrt(step) * random.NextNormal());
            return x;
        }
    }

    /// <summary>The moments of the periodic L by L Ising model at temperature T, over all configurations.</summary>
    public static Teleo.Experiments.TimeSeries.Moments Ising(int side, double temperature)
    {
        var sum = default(Teleo.Experiments.TimeSeries.Moments.Accumulator);
        int spins = side * side;
        double ground = -2.0 * spins;
        for (int state = 0; state < 1 << spins; state++)
        {
            int energy = 0, up = 0;
            for (int y = 0; y < side; y++)
                for (int x = 0; x < side; x++)
                {
                    int spin = Spin(y, x);
                    up += spin;
                    energy -= spin * (Spin(y, (x + 1) % side) + Spin((y + 1) % side, x));
                }

            sum.Add(up / (double)spins, Math.Exp(-(energy - ground) / temperature));

            int Spin(int y, int x) => 2 * (state >> (y * side + x) & 1) - 1;
        }

        return sum.Moments;
    }

    /// <summary>The moments of N spins that all see each other equally (Curie and Weiss), by the exact binomial sum.</summary>
    public static Teleo.Experiments.TimeSeries.Moments CurieWeiss(int n, double temperature)
    {
        var sum = default(Teleo.Experiments.TimeSeries.Moments.Accumulator);
        double logChoose = 0;
        double[] logs = new double[n + 1];
        for (int k = 0; k <= n; k++)
        {
            double m = (2.0 * k - n) / n;
            logs[k] = logChoose + n * m * m / (2 * temperature);
            logChoose += Math.Log(n - k) - Math.Log(k + 1);
        }

        double most = logs.Max();
        for (int k = 0; k <= n; k++) sum.Add((2.0 * k - n) / n, Math.Exp(logs[k] - most));
        return sum.Moments;
    }

    /// <summary>Where a smooth function of one variable is largest, by golden section.</summary>
    public static double Argmax(Func<double, double> f, double low, double high)
    {
        double ratio = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-10)
        {
            double a = high - ratio * (high - low), b = low + ratio * (high - low);
            if (f(a) > f(b)) high = b;
            else low = a;
        }

        return (low + high) / 2;
    }
}
