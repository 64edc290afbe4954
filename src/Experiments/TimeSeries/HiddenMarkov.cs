namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// A hidden Markov chain, given as the likelihood of each observation under each state. All recursions are scaled at each step, so that no
/// length underflows.
/// </summary>
internal sealed class HiddenMarkov
{
    private readonly double[] _start;
    private readonly double[][] _moves;
    private readonly double[][] _emission;
    private readonly double[] _scale;

    /// <param name="emission">Entry [t][s]: likelihood of observation t in state s.</param>
    public HiddenMarkov(double[] start, double[][] moves, double[][] emission)
    {
        (_start, _moves, _emission) = (start, moves, emission);
        _scale = new double[emission.Length];
        Forward = RunForward();
        Backward = RunBackward();
    }

    /// <summary>Scaled so that each row adds up to one: the state given the past.</summary>
    public double[][] Forward { get; }

    public double[][] Backward { get; }

    public double LogLikelihood => _scale.Sum(factor => Math.Log(factor));

    private int States => _start.Length;

    private int Length => _emission.Length;

    /// <summary>The probability of each state at each time, given everything.</summary>
    public double[][] Posterior() => [.. Forward.Select((row, t) => (double[])[.. row.Select((value, s) => value * Backward[t][s])])];

    /// <summary>Expected moves from state to state.</summary>
    public double[][] ExpectedMoves()
    {
        double[][] sums = [.. _start.Select(_ => new double[States])];
        for (int t = 0; t + 1 < Length; t++)
            for (int i = 0; i < States; i++)
                for (int j = 0; j < States; j++)
                    sums[i][j] += Forward[t][i] * _moves[i][j] * _emission[t + 1][j] * Backward[t + 1][j] / _scale[t + 1];
        return sums;
    }

    private double[][] RunForward()
    {
        var rows = new double[Length][];
        for (int t = 0; t < Length; t++)
        {
            rows[t] = new double[States];
            for (int s = 0; s < States; s++)
            {
                double arriving = t == 0 ? _start[s] : 0;
                for (int r = 0; r < States && t > 0; r++) arriving += rows[t - 1][r] * _moves[r][s];
                rows[t][s] = arriving * _emission[t][s];
                _scale[t] += rows[t][s];
            }

            if (!(_scale[t] > 0)) _scale[t] = 1e-300;   // an observation no state can explain: improbable, not impossible
            for (int s = 0; s < States; s++) rows[t][s] /= _scale[t];
        }

        return rows;
    }

    private double[][] RunBackward()
    {
        var rows = new double[Length][];
        rows[^1] = [.. _start.Select(_ => 1.0)];
        for (int t = Length - 2; t >= 0; t--)
        {
            rows[t] = new double[States];
            for (int s = 0; s < States; s++)
                for (int r = 0; r < States; r++)
                    rows[t][s] += _moves[s][r] * _emission[t + 1][r] * rows[t + 1][r] / _scale[t + 1];
        }

        return rows;
    }
}
