using System.CommandLine;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tuning;
using Teleo.Experiments.Worlds;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim tune</c>: every policy's numbers for each machine, with the same number of trials.</summary>
internal static class TuneCommand
{
    private static readonly Option<string> MachineNames = new("--machines")
    {
        Description = "Machines, separated by commas, or all",
        DefaultValueFactory = _ => "all",
        HelpName = "M1,M2",
    };

    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Policies, separated by commas, or all that need no knowledge of the future",
        DefaultValueFactory = _ => "all",
        HelpName = "P1,P2",
    };

    private static readonly Option<string> Workload = new("--workload", "-w")
    {
        Description = "The workload to tune on",
        DefaultValueFactory = _ => "servegen-tuning",
        HelpName = "NAME|FILE",
    };

    private static readonly Option<string> Capacities = new("--capacities")
    {
        Description = "Capacities, separated by commas; each counts the same",
        DefaultValueFactory = _ => "15%,30%,50%,70%",
        HelpName = "C1,C2",
    };

    private static readonly Option<int> Trials = CheckedOption.Of("--trials", "N", "Settings to try of each policy", 16, 1, 10_000);
    private static readonly Option<long> Requests =
        CheckedOption.Of("--requests", "N", "Requests of each run", 3000, 1, 1_000_000_000L);
    private static readonly Option<ulong> Seed = RunOptions.SeedOf("Seed of all runs");
    private static readonly Option<string> Out =
        new("--output", "-o") { Description = "The file for every trial", HelpName = "FILE", Required = true };

    public static Subcommand Build() =>
        new("tune", "Tune every policy for each machine with the same number of trials", Run,
        ["teleo sim tune --machines nvme --policies value-set,lru --output tuned.json"])
        {
            MachineNames, Policies, Workload, Capacities, Trials, Requests, Seed, Out,
        };

    private static ExitCode Run(CommandContext context)
    {
        string[] machines = context.List(MachineNames, Machines.Names), capacities = context.List(Capacities);
        string[] policies = context.List(Policies, CompareCommand.Everyone.Where(ComparisonPage.IsDeployable));
        var tuned = new TunedPolicy[machines.Length * policies.Length];
        int done = 0;
        using (var progress = context.Progress("tuning"))
        {
            foreach (var (machine, m) in machines.Select((name, i) => (name, i)))
            {
                PreparedScenario[] prepared =
                    [.. capacities.Select(capacity => Prepared(context, WorldOptions.MachineOf(machine), capacity))];
                var options =
                    new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = context.Cancellation };
                Parallel.For(0, policies.Length, options, p =>
                {
                    tuned[m * policies.Length + p] =
                        PolicyTuner.Tune(machine, policies[p], context.Get(Trials), spec => Cost(prepared, spec, context.Cancellation));
                    progress.Report(Interlocked.Increment(ref done), tuned.Length, $"{machine} {policies[p]}");
                });
            }
        }

        var result = new TunedPolicies
        {
            Workload = context.Get(Workload),
            Capacities = [.. capacities],
            Requests = context.Get(Requests),
            Seed = context.Get(Seed),
            Trials = context.Get(Trials),
            Policies = [.. tuned],
        };
        AtomicFile.WriteText(context.Get(Out), Json.Of(result) + "\n");
        return context.Result(result, r =>
        {
            context.Write(Table.Of(r.Policies,
                (Column.Word("machine"), policy => policy.Machine),
                (Column.Word("policy"), policy => policy.Policy),
                (Column.Number("to defaults"), policy => CompareCommand.Short(policy.Ratio)),
                (Column.Text("setting"), policy => policy.Spec)));
            context.Line($"wrote {context.Get(Out)}");
        });
    }

    private static PreparedScenario Prepared(CommandContext context, MachineProfile machine, string capacity) =>
        new Scenario(context.Get(Workload), capacity).In(new World { Machine = machine }).Prepare(context.Get(Seed))
            .First(context.Get(Requests));

    /// <summary>
    /// The geometric mean of the costs at all capacities, so that each counts alike; not a number where a policy cannot work.
    /// </summary>
    private static double Cost(IReadOnlyList<PreparedScenario> prepared, string spec, CancellationToken cancellation)
    {
        try
        {
            double sum = 0;
            foreach (var scenario in prepared)
                sum += Math.Log(
                    Math.Max(1e-9, scenario.Run.Play(catalog => scenario.CreatePolicy(spec, catalog), null, cancellation).Cost));
            return Math.Exp(sum / prepared.Count);
        }
        catch (InputException refused) when (refused.Code == "BadPolicy")
        {
            return double.NaN;
        }
    }
}
