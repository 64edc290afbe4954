using Teleo.Controller.Policies;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Sweeps;

/// <summary>The sums of a simulated pool at one moment, and the accounts of its policy.</summary>
/// <param name="SpentSeconds">Seconds waited so far, by those who still wait too, and seconds of the loads begun.</param>
/// <param name="Energy">E; not a number for policies without it.</param>
/// <param name="Accounts">What the gate last read of each source of foresight; empty for policies without such accounts.</param>
internal readonly record struct PoolReading(
    long Arrivals, long Misses, long Loads, double LoadSeconds, double SpentSeconds, double Energy, double[] Accounts)
{
    public double WaitedSeconds => SpentSeconds - LoadSeconds;

    public static PoolReading Of(Simulation simulation, double seconds)
    {
        var state = simulation.Plant.State;
        var own = simulation.Policy as IRecordingPolicy;
        return new(state.Counters.Arrivals, state.Counters.Misses, state.Counters.Loads, state.Counters.LoadNs * 1e-9,
            state.SecondsSpent(PlantState.Nanoseconds(seconds)), own?.Balance ?? double.NaN, [.. own?.Record.Inputs.Accounts ?? []]);
    }
}
