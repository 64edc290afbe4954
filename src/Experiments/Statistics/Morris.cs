using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Morris's screening: inputs change one at a time along random paths on a grid of four levels. A large mean absolute effect shows an
/// important input; a large spread shows an effect that is nonlinear or depends on others.
/// </summary>
public static class Morris
{
    public const double Delta = 2.0 / 3;

    private const int Levels = 4;

    public sealed record Trajectory(double[] Base, int[] Order);

    /// <param name="Effects">One elementary effect per trajectory.</param>
    public sealed record Screened(double[] Effects)
    {
        public double Mu => Sample.Mean(Effects);

        public double MuStar => Effects.Average(Math.Abs);

        public double Sigma => Sample.StandardDeviation(Effects);
    }

    public static Trajectory[] Draw(int inputs, int count, RandomStream chance)
    {
        var drawn = new Trajectory[count];
        for (int i = 0; i < count; i++)
        {
            double[] start = [.. Enumerable.Range(0, inputs).Select(_ => chance.NextInt(Levels / 2) / (Levels - 1.0))];
            int[] order = [.. Enumerable.Range(0, inputs)];
            chance.Shuffle(order.AsSpan());
            drawn[i] = new(start, order);
        }

        return drawn;
    }

    public static Screened[] Screen(Func<double[], double> outcome, IReadOnlyList<Trajectory> trajectories)
    {
        int inputs = trajectories[0].Base.Length;
        Screened[] screened = [.. Enumerable.Range(0, inputs).Select(_ => new Screened(new double[trajectories.Count]))];
        for (int i = 0; i < trajectories.Count; i++)
        {
            double[] at = [.. trajectories[i].Base];
            double before = outcome(at);
            foreach (int input in trajectories[i].Order)
            {
                at[input] += Delta;
                double after = outcome(at);
                screened[input].Effects[i] = (after - before) / Delta;
                before = after;
            }
        }

        return screened;
    }
}
