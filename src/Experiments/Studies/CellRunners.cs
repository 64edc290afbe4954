using Teleo.Experiments.Falsification;
using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Studies;

/// <summary>The runner for each plant that a definition may name.</summary>
internal static class CellRunners
{
    public static ICellRunner For(string plant) => plant switch
    {
        "synthetic" => new SyntheticRunner(1),
        "simulated" => new SimulatedCells(),
        "live" => throw CommandFailure.BadInput("NoLivePlant", "this build runs no live pool: take the plant \"simulated\""),
        _ => throw new ArgumentException($"no plant '{plant}'"),
    };
}
