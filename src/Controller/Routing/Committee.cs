namespace Teleo.Controller.Routing;

/// <summary>One skill's answer, as a number that is equal for equal answers, and its expected share of right answers.</summary>
public readonly record struct Vote(int Skill, long Answer, double Quality);

/// <summary>
/// Weighs votes by the log odds of being right, the best weights for independent errors. A member that is more often wrong than right
/// counts against its own answer.
/// </summary>
public static class Committee
{
    /// <summary>
    /// The answer with the greatest weight, and its share of the positive weight as
    /// the committee's confidence. Ties go to the answer given first.
    /// </summary>
    public static (long Answer, double Confidence) Decide(ReadOnlySpan<Vote> votes)
    {
        if (votes.IsEmpty) throw new ArgumentException("a committee without votes decides nothing", nameof(votes));
        long best = votes[0].Answer;
        double bestWeight = double.NegativeInfinity, positive = 0;
        foreach (ref readonly var vote in votes)
        {
            double weight = WeightFor(vote.Answer, votes);
            positive += Math.Max(0, WeightOf(vote.Quality));
            if (weight > bestWeight) (best, bestWeight) = (vote.Answer, weight);
        }

        return (best, positive > 0 ? Math.Clamp(bestWeight / positive, 0, 1) : 0);
    }

    private static double WeightFor(long answer, ReadOnlySpan<Vote> votes)
    {
        double weight = 0;
        foreach (ref readonly var vote in votes)
            if (vote.Answer == answer) weight += WeightOf(vote.Quality);
        return weight;
    }

    private static double WeightOf(double quality)
    {
        double bounded = Math.Clamp(quality, 0.01, 0.99);
        return Math.Log(bounded / (1 - bounded));
    }
}
