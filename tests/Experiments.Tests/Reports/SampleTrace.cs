using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Reports;

/// <summary>Traces and views of simulated runs of our controller, for looking at and for measuring.</summary>
internal static class SampleTrace
{
    private const string Workload = "servegen-12h";
    private const string Capacity = "24GiB";

    public static void SaveView(string path, int decisions, string policy = "teleodynamic")
    {
        TraceViewWriter? view = null;
        Play(decisions, policy, (catalog, _) => view = new TraceViewWriter(
            $"{policy} on {Workload}", [("policy", policy), ("workload", Workload), ("capacity", Capacity), ("seed", "1")], catalog, floor: 0, TraceViewWriter.KeptFor(decisions)));
        view!.Save(path);
    }

    public static void SaveTrace(string path, int decisions)
    {
        using var file = File.Create(path);
        TraceWriter? writer = null;
        Play(decisions, "teleodynamic", (catalog, options) => writer = new TraceWriter(file, new TraceHeader
        {
            RunId = "sample",
            Policy = "teleodynamic",
            Seed = 1,
            SourceRevision = "test",
            Epoch = DateTimeOffset.UnixEpoch,
            Options = options,
            Catalog = catalog,
        }));
        writer!.Dispose();
    }

    private static void Play(int decisions, string policy, Func<Catalog, ControllerOptions, IDecisionSink> sinkFor)
    {
        var prepared = new Scenario(Workload, Capacity).Prepare(1);
        var run = prepared.Run;
        var plant = new PoolPlant(run.Settings, run.Profiles, run.Seeds);
        Catalog catalog = plant.State.Catalog;
        var chosen = prepared.CreatePolicy(policy, catalog);
        var guard = new Guard(new GuardOptions { Busy = run.Settings.Busy });
        var step = new ControlStep(plant, chosen, guard, new StepOptions(), sink: sinkFor(catalog, new ControllerOptions()));
        using var simulation = new Simulation(plant, chosen, step, run.Trace.Open());
        while (simulation.Decisions < decisions && !simulation.Run(simulation.Plant.State.NowNs + 60_000_000_000))
        {
        }
    }
}
