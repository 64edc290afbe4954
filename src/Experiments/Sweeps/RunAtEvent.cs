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
    public static ImmutableArray<EventMeasure> Measures { get; } =
    [
        new("cost", "Cost: waited and loaded", "s/min", (before, now, seconds) =>
            60 / seconds * (now.SpentSeconds - before.SpentSeconds)),
        new("waiting", "Requests that wait for a load", "requests", (before, now, seconds) =>
            (now.WaitedSeconds - before.WaitedSeconds) / seconds),
        new("missed", "Requests missed", "share", (before, now, _) =>
            now.Arrivals == before.Arrivals ? double.NaN : (now.Misses - before.Misses) / (double)(now.Arrivals - before.Arrivals)),
        new("loads", "Loads", "1/min", (before, now, seconds) => 60 / seconds * (now.Loads - before.Loads)),
        new("energy", "E", "s or credits", (_, now, _) => now.Energy),
    ];

    /// <summary>The signs of phases; null if the event is too early, or the run after it is too short.</summary>
    public PhaseSigns? Signs => EventSeconds > PhaseSigns.LateSeconds ? PhaseSigns.Of(Course, EventSeconds) : null;
}

/// <summary>A measure of a run about an event.</summary>
/// <param name="Between">Its value in a bin, from the pool's sums before and after the bin and the seconds between.</param>
internal sealed record EventMeasure(string Id, string Label, string Unit, Func<PoolReading, PoolReading, double, double> Between);
