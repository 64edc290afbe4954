using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.State;
using Teleo.Experiments.Plants;
using Teleo.Experiments.Reports;

namespace Teleo.Experiments.Tests.Reports;

/// <summary>Trace views of simulated runs of our controller, for looking at and for measuring.</summary>
internal static class SampleTrace
{
    public static void Save(string path, string workload, string capacity, int decisions, string policy = "teleodynamic")
    {
        var prepared = new Scenario(workload, capacity).Prepare(1);
        var run = prepared.Run;
        var plant = new SimulatedPlant(run.Settings, run.Profiles, run.Seeds);
        Catalog catalog = plant.State.Catalog;
        var view = new TraceViewWriter($"{policy} on {workload}, {capacity}", [("policy", policy), ("workload", workload), ("capacity", capacity), ("seed", "1")], catalog, floor: 0, TraceViewWriter.KeptFor(decisions));
        var chosen = prepared.CreatePolicy(policy, catalog);
        var guard = new Guard(new GuardOptions { ProtectBusy = run.Settings.ProtectBusy });
        using var simulation = new Simulation(plant, chosen, new ControlStep(plant, chosen, guard, new StepOptions(), sink: view), run.Trace.Open());
        while (simulation.Decisions < decisions && !simulation.Run(simulation.Plant.State.NowNs + 60_000_000_000))
        {
        }

        view.Save(path);
    }
}
