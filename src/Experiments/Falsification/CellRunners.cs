using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>The runner for each plant that a definition may name.</summary>
internal static class CellRunners
{
    public static ICellRunner For(string plant, TimeProvider clock) => plant switch
    {
        "synthetic" => new SyntheticRunner(1),
        "simulated" => new SimulatedCells(),
        "live" => new LiveCells(clock),
        _ => throw new ArgumentException($"no plant '{plant}'"),
    };
}
