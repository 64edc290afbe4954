namespace Teleo.Controller.Deciding;

/// <summary>
/// Computes the time that a decision looks ahead: a share of the time for which the pool keeps idle skills, and at least the longest load.
/// </summary>
internal static class Horizon
{
    /// <summary>The longest horizon that is learned.</summary>
    private const double MostSeconds = 7200;

    public static double Of(ScoreOptions options, DecisionInputs inputs) => Of(options, inputs.IdleAgeSeconds, LongestLoad(inputs));

    /// <summary>Returns the horizon in seconds; with seconds of loads that go first, the longest load is added to them.</summary>
    public static double Of(ScoreOptions options, double idleAgeSeconds, double longestLoad, double loadsBefore = 0) =>
        options.HorizonShare == 0
            ? options.HorizonSeconds
            : Math.Max(
                Math.Max(options.HorizonSeconds, loadsBefore + longestLoad), Math.Min(options.HorizonShare * idleAgeSeconds, MostSeconds));

    private static double LongestLoad(DecisionInputs inputs)
    {
        double longest = 0;
        foreach (ref readonly var state in inputs.Skills.AsSpan())
            if (state.IsSane) longest = Math.Max(longest, state.LoadSeconds);
        return longest;
    }
}
