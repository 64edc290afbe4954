using System.Collections.Immutable;
using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// One run about one event: a curve for each measure, the account of each source of foresight, and the course of the whole run.
/// </summary>
/// <param name="EventSeconds">The second of the run at which the event was.</param>
/// <param name="Curves">By measure and bin; not a number where a bin has no value.</param>
/// <param name="Accounts">By source and bin; empty for policies without such accounts.</param>
internal sealed record RunAtEvent(double EventSeconds, double[][] Curves, double[][] Accounts, ImmutableArray<string> Sources,
    RunCourse Course)
{
    /// <summary>The measures, in the order of <see cref="Curves"/>.</summary>
    public static ImmutableArray<(string Id, string Label, string Unit)> Measures { get; } =
    [
        ("cost", "Cost: waited and loaded", "s/min"), ("waiting", "Requests that wait for a load", "requests"),
        ("missed", "Requests missed", "share"), ("loads", "Loads", "1/min"), ("energy", "E", "s or credits"),
    ];

    /// <summary>The signs of phases; null if the event is too early, or the run after it is too short.</summary>
    public PhaseSigns? Signs => EventSeconds > PhaseSigns.LateSeconds ? PhaseSigns.Of(Course, EventSeconds) : null;
}
