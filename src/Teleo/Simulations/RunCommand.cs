using System.CommandLine;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Telemetry;
using Teleo.Shell;
using TraceFile = Teleo.Experiments.Tracing.TraceFile;
using TraceRerun = Teleo.Experiments.Tracing.TraceRerun;
using TraceWriter = Teleo.Controller.Tracing.TraceWriter;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim run</c>: one workload, one policy, one seed.</summary>
internal static class RunCommand
{
    internal enum Tier
    {
        Queue,
        Count,
    }

    private static readonly Option<string> Policy = new("--policy", "-p")
    {
        Description = "The policy, such as lru or ttl:seconds=60",
        DefaultValueFactory = _ => "teleodynamic",
        HelpName = "NAME"
    };
    private static readonly Option<string?> Ablation = new("--ablation")
    {
        Description = "An ablation of our controller, such as no-resource",
        HelpName = "NAME"
    };
    private static readonly Option<Tier> Fidelity = new("--tier")
    {
        Description = "Level of detail: queue simulates time and queues, count treats requests as cache accesses",
        DefaultValueFactory = _ => Tier.Queue,
        HelpName = "TIER"
    };
    private static readonly Option<string?> Trace = new("--trace")
    {
        Description = "Write every decision record (.jsonl or .jsonl.gz)",
        HelpName = "FILE"
    };

    private static readonly Option<double> Regret =
        CheckedOption.Of("--regret", "SHARE", "Share of decisions whose alternatives are simulated too, such as 0.01", 0.0, 0, 1);
    private static readonly Option<double> Shift = new("--shift")
    {
        Description = "Second at which the workload changes; the report then says when our controller first acts on the change",
        DefaultValueFactory = _ => double.PositiveInfinity,
        HelpName = "S"
    };
    private static readonly Option<double> Horizon =
        CheckedOption.Of("--horizon", "S", "Seconds for which alternatives are simulated (--regret)", 60, 0.001, 1e6);

    public static Subcommand Build() => new("run", "Simulate one workload under one policy", Run,
        ["teleo sim run --workload servegen-12h --policy lru --capacity 24GiB",
            "teleo sim run -w drift -c 6 --ablation no-resource --trace run.jsonl.gz"])
    { Policy, Ablation, RunOptions.Seed, Fidelity, Trace, Regret, Horizon, SimCommands.HindsightShare, Shift, SimCommands.Otlp,
        SimCommands.ScenarioOptions };

    private static ExitCode Run(CommandContext context)
    {
        string policy = PolicyOf(context);
        var prepared = (SimCommands.ScenarioOf(context) with { ShiftSeconds = context.Get(Shift) }).Prepare(context.Get(RunOptions.Seed));
        if (context.Get(Fidelity) == Tier.Count)
        {
            if (CountRules.Find(policy) is not null) return CountCommand.Run(prepared, policy, context);
            prepared = prepared.Counting();
        }

        using var export = OtlpExport.To(context.Get(SimCommands.Otlp));
        using var progress = context.Progress("simulating");
        var played = new List<RolloutResult>();
        var hooks = new RunHooks
        {
            Progress = (done, total) => progress.Report(done, total),
            Rollouts = RolloutsOf(prepared, played, context),
            Hindsight = SimCommands.HindsightOf(prepared.Run, context),
            Telemetry = export?.Steps,
        };
        var report = context.Get(Trace) is { } path
            ? TraceFile.Write(path, stream => Traced(prepared, policy, hooks, stream, context))
            : prepared.Play(policy, hooks, cancellation: context.Cancellation);
        if (hooks.Rollouts is not null && context.Get(Trace) is { } beside)
            AtomicFile.WriteText(beside + ".regret.jsonl", string.Concat(played.Select(result => Json.Of(result) + "\n")));
        return context.Result(report, r =>
        {
            RunTable.Write(r, context);
            WorldOptions.WriteAssumptions(r.Assumed, context);
        });
    }

    private static Rollouts? RolloutsOf(PreparedScenario prepared, List<RolloutResult> played, CommandContext context)
    {
        double share = context.Get(Regret), horizon = context.Get(Horizon);
        if (share == 0) return null;
        if (prepared.Run.Trace is Adversary)
            throw InputException.Asked("NoFuture",
                "--regret needs requests that do not depend on the policy; this workload makes them from its actions");
        return new Rollouts(prepared.Run, share, horizon, context.Get(Trace) is null ? null : played.Add);
    }

    private static RunReport Traced(PreparedScenario prepared, string name, RunHooks hooks, Stream stream, CommandContext context)
    {
        TraceWriter? writer = null;
        var traced = hooks with
        {
            SinkFor = (policy, catalog) => writer = WriterFor(prepared.Scenario, policy, catalog, stream, context),
        };
        var report = prepared.Play(name, traced, cancellation: context.Cancellation);
        writer!.End();
        return report;
    }

    private static TraceWriter WriterFor(Scenario scenario, IPolicy policy, Catalog catalog, Stream stream, CommandContext context)
    {
        var ours = TraceFile.Recording(policy);
        ulong seed = context.Get(RunOptions.Seed);
        var (workload, capacity) = (scenario.Workload, scenario.Capacity);
        var run = new Dictionary<string, string>
        {
            ["workload"] = workload,
            ["capacity"] = capacity,
            ["machine"] = scenario.World.Machine.Name,
            ["plant"] = "simulated",
        };
        if (!policy.Name.Equals(PolicyOf(context), StringComparison.Ordinal)) run["policy"] = PolicyOf(context);
        if (context.Get(Fidelity) == Tier.Count) run["tier"] = "count";
        foreach (var (name, fact) in TraceRerun.FactsOf(scenario)) run[name] = fact;
        return new TraceWriter(stream, TraceFile.HeaderOf(ours, catalog, seed, $"{workload}/{policy.Name}/{seed}", run));
    }

    /// <summary>Returns the name of the policy; an ablation is a policy in the catalog.</summary>
    private static string PolicyOf(CommandContext context)
    {
        if (context.Get(Ablation) is not { } name) return context.Get(Policy);
        if (context.Has(Policy)) throw CommandFailure.Usage("--ablation and --policy exclude each other; an ablation is a policy");
        return SimCommands.CheckedAblation(name) == Ablations.All[0].Name ? "teleodynamic" : $"teleodynamic-{name}";
    }
}
