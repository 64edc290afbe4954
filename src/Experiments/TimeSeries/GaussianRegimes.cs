using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.TimeSeries;

/// <summary>Regimes of a series: a hidden chain of states, each with its own level and spread.</summary>
internal sealed record GaussianRegimes(double[] Start, double[][] Moves, double[] Means, double[] Deviations)
{
    private const int MostSteps = 200;

    public double LogLikelihood { get; private init; } = double.NaN;

    public int States => Means.Length;

    /// <summary>Mean length of a stay in each state, in steps.</summary>
    public double[] DwellTimes => [.. Moves.Select((row, s) => row[s] < 1 ? 1 / (1 - row[s]) : double.PositiveInfinity)];

    public HiddenMarkov On(ReadOnlySpan<double> x)
    {
        var emission = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            emission[t] = new double[States];
            for (int s = 0; s < States; s++)
            {
                double z = (x[t] - Means[s]) / Deviations[s];
                emission[t][s] = Math.Exp(-0.5 * z * z) / (Deviations[s] * Math.Sqrt(2 * Math.PI));
            }
        }

        return new HiddenMarkov(Start, Moves, emission);
    }

    /// <summary>Bayes' information criterion: smaller is better.</summary>
    public double Bic(int length) => (States * States - 1 + 2 * States) * Math.Log(length) - 2 * LogLikelihood;

    /// <summary>The best of two to four states by BIC (one state where no division pays), each the best of several random starts.</summary>
    public static GaussianRegimes Fit(double[] x, RandomStream random, int mostStates = 4, int starts = 20) =>
        Enumerable.Range(1, mostStates).Select(states => FitStates(x, states, ref random, starts)).MinBy(model => model.Bic(x.Length))!;

    public static GaussianRegimes FitStates(double[] x, int states, ref RandomStream random, int starts = 20)
    {
        GaussianRegimes? best = null;
        for (int i = 0; i < (states == 1 ? 1 : starts); i++)
        {
            var fitted = Seeded(x, states, ref random).Climbed(x);
            if (best is null || fitted.LogLikelihood > best.LogLikelihood) best = fitted;
        }

        return best!.InOrder();
    }

    private static GaussianRegimes Seeded(double[] x, int states, ref RandomStream random)
    {
        double spread = Math.Max(Sample.StandardDeviation(x), 1e-12);
        var means = new double[states];
        for (int s = 0; s < states; s++) means[s] = x[random.NextInt(x.Length)];
        double[][] moves =
            [.. means.Select((_, s) => (double[])[.. means.Select((_, r) => states == 1 ? 1 : s == r ? 0.9 : 0.1 / (states - 1))])];
        return new([.. means.Select(_ => 1.0 / states)], moves, means, [.. means.Select(_ => spread / states)]);
    }

    private GaussianRegimes Climbed(double[] x)
    {
        double floor = Math.Max(0.02 * Sample.StandardDeviation(x), 1e-12);
        var model = this;
        double last = double.NegativeInfinity;
        for (int step = 0; step < MostSteps; step++)
        {
            var chain = model.On(x);
            double likelihood = chain.LogLikelihood;
            model = model with { LogLikelihood = likelihood };
            if (likelihood - last < 1e-7 * Math.Abs(likelihood)) break;
            last = likelihood;
            model = model.Maximised(x, chain, floor);
        }

        return model with { LogLikelihood = model.On(x).LogLikelihood };
    }

    private GaussianRegimes Maximised(double[] x, HiddenMarkov chain, double floor)
    {
        double[][] posterior = chain.Posterior(), moves = chain.ExpectedMoves();
        double[] means = new double[States], deviations = new double[States];
        for (int s = 0; s < States; s++)
        {
            double weight = 1e-12, sum = 0, squares = 0;
            for (int t = 0; t < x.Length; t++)
            {
                weight += posterior[t][s];
                sum += posterior[t][s] * x[t];
            }

            means[s] = sum / weight;
            for (int t = 0; t < x.Length; t++) squares += posterior[t][s] * (x[t] - means[s]) * (x[t] - means[s]);
            deviations[s] = Math.Max(floor, Math.Sqrt(squares / weight));
            double leaving = moves[s].Sum();
            for (int r = 0; r < States; r++) moves[s][r] = leaving > 0 ? (moves[s][r] + 1e-9) / (leaving + States * 1e-9) : Moves[s][r];
        }

        return new(posterior[0], moves, means, deviations);
    }

    /// <summary>States by rising mean, so that equal fits have equal names.</summary>
    private GaussianRegimes InOrder()
    {
        int[] order = [.. Enumerable.Range(0, States).OrderBy(s => Means[s])];
        return this with
        {
            Start = [.. order.Select(s => Start[s])],
            Moves = [.. order.Select(s => (double[])[.. order.Select(r => Moves[s][r])])],
            Means = [.. order.Select(s => Means[s])],
            Deviations = [.. order.Select(s => Deviations[s])],
        };
    }
}
