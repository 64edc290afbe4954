namespace Teleo.Controller.Deciding;

/// <summary>
/// The time that a decision looks ahead: a share of the time for which the pool keeps what nobody asks for, and never less
/// than the longest load.
/// </summary>
internal static class Horizon
{
    /// <summary>The longest horizon that is learned.</summary>
    private const double MostSeconds = 7200;

    /// <summary>The horizon in seconds; with seconds of loads that go first, the longest load comes after them.</summary>
    public static double Of(ScoreOptions options, DecisionInputs inputs, double loadsBefore = 0)
    {
        if (options.HorizonShare == 0) return options.HorizonSeconds;
        double longest = 0;
        foreach (ref readonly var state in inputs.Skills.AsSpan())
            if (state.IsSane) longest = Math.Max(longest, state.LoadSeconds);
        double least = Math.Max(options.HorizonSeconds, loadsBefore + longest);
        return Math.Max(least, Math.Min(options.HorizonShare * inputs.IdleAgeSeconds, MostSeconds));
    }
}
