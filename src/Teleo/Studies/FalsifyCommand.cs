using System.Collections.Immutable;
using System.CommandLine;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Studies;

/// <summary>The command <c>teleo falsify</c>: tries to refute the five commitments and says what came of it.</summary>
internal static class FalsifyCommand
{
    private static readonly Option<bool> IsQuick = new("--quick") { Description = "Two workloads, eight seeds, short runs" };
    private static readonly Option<string> Only = new("--commitment") { HelpName = "C1..C5", Description = "Judge this one alone" };
    private static readonly Option<string> Out = new("--out") { HelpName = "FOLDER", Description = "Folder of the results [runs/commitments, or runs/falsify-quick]" };
    private static readonly Option<bool> IsDetailed = new("--detail") { Description = "Show every criterion with its figures" };

    public static Verb Build() => new("falsify", "Try to refute the five commitments", context => InputErrors.Told(() => Run(context)),
        ["teleo falsify --quick", "teleo falsify --quick --commitment C2 --detail"])
    {
        IsQuick, Only, IsDetailed, Out, WorldOptions.Machine, WorldOptions.WorldFile, WorldOptions.Models,
    };

    /// <summary>The same study in another world, under a name of its own: what comes of it is exploratory.</summary>
    private static StudyDefinition Elsewhere(StudyDefinition study, CommandContext context)
    {
        if (!context.Has(WorldOptions.Machine) && !context.Has(WorldOptions.WorldFile) && !context.Has(WorldOptions.Models)) return study;
        string folder = context.Get(Out) ?? "runs";
        bool isOneWorld = context.Has(WorldOptions.WorldFile) || context.Has(WorldOptions.Models);
        ImmutableArray<string> words = isOneWorld
            ? [WorldOptions.WordOf(context, study.Workloads[0], folder)]
            : [.. study.Workloads.Select(workload => WorldOptions.WordOf(context, workload, folder))];
        return study with { Name = $"{study.Name}-elsewhere", Workloads = words, TuningWorkloads = [] };
    }

    private static ExitCode Run(CommandContext context)
    {
        string only = context.Get(Only) ?? "";
        var judged = Commitments.All.Where(c => only.Length == 0 || c.Id.Equals(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (judged.Count == 0) throw CommandFailure.UnknownName("commitment", only, [.. Commitments.All.Select(c => c.Id)]);

        var study = Elsewhere(context.Get(IsQuick) ? FalsificationStudy.Quick : FalsificationStudy.Full, context);
        var workspace = StudyWorkspace.Of(study, CellRunners.For(study.Plant, context.Clock), context.Get(Out));
        StudyCommands.RunToTheEnd(context, workspace, Environment.ProcessorCount);
        var summary = workspace.Merge();
        var results = summary.Commitments.Where(result => judged.Contains(result.Commitment)).ToList();

        return context.Result(
            results.Select(r => new { r.Commitment.Id, r.Commitment.Name, r.Verdict, r.Reason, Criteria = r.Findings.Select(f => new { f.Criterion.Id, f.Criterion.Says, f.Criterion.Falsifier, f.Finding.Answer, f.Finding.Evidence }) }),
            _ =>
            {
                StudyTexts.Commitments(context, results, context.Get(IsDetailed));
                context.Line($"{summary.Results.Runs.Length} runs, {summary.Results.FailedRuns} failed; {summary.Standing}");
            });
    }
}
