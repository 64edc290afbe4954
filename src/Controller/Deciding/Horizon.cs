namespace Teleo.Controller.Deciding;

/// <summary>
/// The time that a decision looks ahead: a share of the time for which the pool keeps what nobody asks for, and never less
/// than the longest load.
/// </summary>
internal static class Horizon
{
    /// <summary>The longest horizon that is learned.</summary>
    private const double MostSeconds = 7200;

    public static double Of(ScoreOptions options, DecisionInputs inputs)
    {
        if (options.HorizonShare == 0) return options.HorizonSeconds;
        double least = options.HorizonSeconds;
        foreach (ref readonly var state in inputs.Skills.AsSpan())
            if (state.IsSane) least = Math.Max(least, state.LoadSeconds);
        return Math.Max(least, Math.Min(options.HorizonShare * inputs.IdleAgeSeconds, MostSeconds));
    }
}
