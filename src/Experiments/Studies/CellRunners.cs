using Teleo.Experiments.Falsification;

namespace Teleo.Experiments.Studies;

/// <summary>The runner for each plant that a definition may name.</summary>
internal static class CellRunners
{
    public static ICellRunner For(string plant) => plant switch
    {
        "synthetic" => new SyntheticRunner(1),
        "simulated" => new SimulatedCells(),
        "live" => new LiveCells(Program.Clock),
        _ => throw new ArgumentException($"no plant '{plant}'"),
    };
}
