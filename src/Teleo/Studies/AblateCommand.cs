using System.CommandLine;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Studies;

/// <summary>
/// The command <c>teleo ablate</c>: compares our controller with its ablations and the main rivals, without a study file.
/// </summary>
internal static class AblateCommand
{
    private static readonly string[] MainRivals =
    [
        "value-set", "lru", "lfu", "gdsf", "landlord", "faascache", "sieve", "ttl", "ski", "hybrid-histogram", "drift-plus-penalty", "mpc",
        "static-train", "static-hindsight", "random-victim", Arms.RandomAction, Arms.ActionShuffle, "load-use-unload", "never-act",
    ];

    private static readonly Option<string> Workload = new("--workload", "-w")
    {
        HelpName = "NAME|FILE",
        Description = "A shipped workload or world, or a trace, log or world file",
        DefaultValueFactory = _ => "zipf",
    };

    private static readonly Option<double> Budget = new("--budget", "-b")
    {
        HelpName = "SHARE",
        Description = "Memory as a share of the memory of all skills",
        DefaultValueFactory = _ => 0.3
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every arm", 20, most: 10_000);
    private static readonly Option<long> Requests =
        CheckedOption.Of("--requests", "N", "Requests per run; 0 for the whole workload", 2_000, 0, 1_000_000_000L);
    private static readonly Option<string> Crossed = new("--factors")
    {
        HelpName = "A,B,C",
        Description = "Ablations to combine: every combination runs; the report gives interactions and Shapley values"
    };
    private static readonly Option<string> Out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "The folder for the results [runs/ablate-WORKLOAD]"
    };

    public static Subcommand Build() => new("ablate", "Compare every ablation of the controller and the main rivals on one workload", Run,
        ["teleo ablate --workload zipf --budget 0.3", "teleo ablate --workload drift --budget 0.5 --seeds 10 --requests 0",
            "teleo ablate --workload bursts --factors no-resource,no-no-op,with-margin"])
    {
        Workload, Budget, WorldOptions.WorldFile, WorldOptions.Models, WorldOptions.Machine, WorldOptions.Memory, Seeds, Requests,
            Crossed, Out, PageOption.Page, PageOption.Figures,
    };

    private static ExitCode Run(CommandContext context)
    {
        var study = StudyOf(context);
        var runner = CellRunners.For(study.Plant, context.Clock);
        if (StudyRules.Problems(study, runner).ToList() is [var problem, ..])
            throw CommandFailure.Usage($"{problem.Path}: {problem.Message}");
        var workspace = StudyWorkspace.Of(study, runner, context.Get(Out));
        StudyCommands.RunToTheEnd(context, workspace, Environment.ProcessorCount);
        var summary = workspace.Merge(context.Clock, context.Cancellation);
        var code = context.Result(summary.Effects.Select(effect => StudyCsv.Members(EffectColumns.All, effect)), _ =>
        {
            StudyTexts.Effects(context, summary);
            StudyTexts.Contributions(context, summary);
            context.Line($"{summary.Standing}; tables are in {workspace.Folder}");
        });
        PageOption.Write(context, () => AblationPage.Of(summary, study));
        return code;
    }

    private static StudyDefinition StudyOf(CommandContext context)
    {
        string workload = WorldOptions.WordOf(context, context.Get(Workload), context.Get(Out) ?? "runs");
        string name = new([.. Path.GetFileNameWithoutExtension(workload).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        string[] factors = [.. context.List(Crossed).Select(SimCommands.CheckedAblation)];
        if (factors.Length > 5) throw CommandFailure.Usage($"--factors takes at most 5 ablations, not {factors.Length}");
        return Factors.Crossed(new()
        {
            Name = factors.Length == 0 ? $"ablate-{name}" : $"ablate-{name}-crossed",
            Question = "Which parts of the controller earn their keep?",
            Workloads = [workload],
            Budgets = [WorldOptions.ShareOf(context, workload) ?? context.Get(Budget)],
            Baseline = Arms.Full,
            Factors = [.. factors],
            Arms = factors.Length > 0
                ? [Arms.Full]
                : [.. PolicyCatalog.Entries.Where(e => e.Family == PolicyFamily.Teleodynamic).Select(e => e.Name)
                    .OrderBy(n => n != Arms.Full), .. MainRivals.Where(n => PolicyCatalog.TryFind(n, out _))],
            Seeds = [.. Enumerable.Range(1, context.Get(Seeds)).Select(seed => (ulong)seed)],
            Requests = context.Get(Requests),
            PrimaryMetric = PoolMetrics.Cost,
            Metrics = ["mean_wait_s", "load_seconds"],
        });
    }
}
