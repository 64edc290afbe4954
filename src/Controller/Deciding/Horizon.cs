namespace Teleo.Controller.Deciding;

/// <summary>
/// The time that a decision looks ahead: a share of the time for which the pool keeps what nobody asks for, and never less
/// than the longest load after all loads that somebody waits for: until then the loaders are not free to mend a decision.
/// </summary>
internal static class Horizon
{
    /// <summary>The longest horizon that is learned.</summary>
    private const double MostSeconds = 7200;

    public static double Of(ScoreOptions options, DecisionInputs inputs)
    {
        if (options.HorizonShare == 0) return options.HorizonSeconds;
        double longest = 0, owed = 0;
        foreach (ref readonly var state in inputs.Skills.AsSpan())
        {
            if (!state.IsSane) continue;
            longest = Math.Max(longest, state.LoadSeconds);
            if (options.HorizonSpansOwedLoads && SkillValues.IsWaitedFor(state)) owed += state.LoadSeconds;
        }

        double least = Math.Max(options.HorizonSeconds, longest + owed);
        return Math.Max(least, Math.Min(options.HorizonShare * inputs.IdleAgeSeconds, MostSeconds));
    }
}
