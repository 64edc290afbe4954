using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

/// <summary>A hidden chain that emits symbols, and one step of its fitting (Baum and Welch).</summary>
internal sealed record DiscreteRegimes(double[] Start, double[][] Moves, double[][] Symbols)
{
    public HiddenMarkov On(int[] observed) =>
        new(Start, Moves, [.. observed.Select(symbol => (double[])[.. Symbols.Select(state => state[symbol])])]);

    /// <summary>The model that explains the sequence better, or equally well at a fixed point.</summary>
    public DiscreteRegimes Improved(int[] observed)
    {
        var chain = On(observed);
        double[][] posterior = chain.Posterior(), moves = chain.ExpectedMoves();
        double[][] symbols =
            [.. Symbols.Select((row, s) =>
                Normalised([.. row.Select((_, symbol) => observed.Select((o, t) => o == symbol ? posterior[t][s] : 0).Sum())]))];
        return new(posterior[0], [.. moves.Select(Normalised)], symbols);
    }

    private static double[] Normalised(double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
