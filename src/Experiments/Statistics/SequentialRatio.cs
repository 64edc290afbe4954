namespace Teleo.Experiments.Statistics;

public enum RatioDecision
{
    Continue,
    AcceptNull,
    AcceptAlternative,
}

/// <summary>Wald's sequential probability ratio test of two chances of a win.</summary>
public sealed record SequentialRatio(double NullChance, double AlternativeChance, double Alpha, double Beta)
{
    public double UpperBound => Math.Log((1 - Beta) / Alpha);

    public double LowerBound => Math.Log(Beta / (1 - Alpha));

    /// <summary>The running log-likelihood ratio.</summary>
    public double[] LogRatio(ReadOnlySpan<int> wins)
    {
        double win = Math.Log(AlternativeChance / NullChance), loss = Math.Log((1 - AlternativeChance) / (1 - NullChance));
        var path = new double[wins.Length];
        double sum = 0;
        for (int t = 0; t < wins.Length; t++) path[t] = sum += wins[t] == 1 ? win : loss;
        return path;
    }

    /// <summary>The first bound that is reached, and after how many observations.</summary>
    public (RatioDecision Decision, int After) Decide(ReadOnlySpan<int> wins)
    {
        double[] path = LogRatio(wins);
        for (int t = 0; t < path.Length; t++)
        {
            if (path[t] >= UpperBound) return (RatioDecision.AcceptAlternative, t + 1);
            if (path[t] <= LowerBound) return (RatioDecision.AcceptNull, t + 1);
        }

        return (RatioDecision.Continue, path.Length);
    }
}
