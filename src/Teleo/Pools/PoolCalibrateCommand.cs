using System.CommandLine;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Pool.Live;
using Teleo.Pool.Probes;
using Teleo.Shell;
using Teleo.Skills;
using TraceFile = Teleo.Experiments.Tracing.TraceFile;

namespace Teleo.Pools;

/// <summary>The command <c>teleo pool calibrate</c>: measures load, unload and service of each skill on this machine.</summary>
internal static class PoolCalibrateCommand
{
    internal static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Loads of each skill: a third warm, a third with a check of the loaded model, a third cold from disk",
        DefaultValueFactory = _ => 20,
        HelpName = "N"
    };
    internal static readonly Option<int> Requests = new("--requests")
    {
        Description = "Requests to each skill after each load, while other skills are loaded and unloaded",
        DefaultValueFactory = _ => 5,
        HelpName = "N"
    };
    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Write the simulator's parameters",
        HelpName = "FILE"
    };

    public static Subcommand Build() => new("calibrate", "Measure load, unload and service of each skill on this machine", Run,
        ["teleo pool calibrate --skills skills --out machine.json"]) { PoolCommands.Skills, PoolCommands.Variants, PoolCommands.Specialists,
            TrustArguments.List, Rounds, Requests, PoolCommands.ProcessorTime, Out };

    private static ExitCode Run(CommandContext context)
    {
        using var folder = SkillFolder.Open(context.Get(PoolCommands.Skills),
            TrustArguments.Store(context.Get(TrustArguments.List), context.Get(PoolCommands.Skills)), context.Get(PoolCommands.Variants)
                ?? [], context.Clock, Experiments.Evaluation.SkillContracts.AreKnown, context.Get(PoolCommands.Specialists));
        var calibration = Measure(folder, context);
        if (context.Get(Out) is { } path) AtomicFile.WriteText(path, Json.Of(calibration) + "\n");
        return context.Result(calibration, c => Write(c, context));
    }

    internal static Calibration Measure(SkillFolder folder, CommandContext context)
    {
        int rounds = context.Get(Rounds), requests = context.Get(Requests);
        if (rounds < 1 || requests < 1) throw CommandFailure.Usage("--rounds and --requests take a number of at least 1");
        double before = Machine.Load(context.Clock);
        using var progress = context.Progress("calibrating");
        var skills = new Calibrator(folder, PoolCommands.ClockOf(context))
            .MeasureAsync(rounds, requests, (done, total) => progress.Report(done, total), context.Cancellation).GetAwaiter().GetResult();
        return new Calibration
        {
            Measured = context.Clock.GetUtcNow(),
            Machine = Machine.Processor,
            Processors = Environment.ProcessorCount,
            Clock = context.Get(PoolCommands.ProcessorTime) ? "processor" : "real",
            LoadBefore = before,
            LoadAfter = Machine.Load(context.Clock),
            SourceRevision = TraceFile.SourceRevision,
            Skills = skills,
        };
    }

    private static void Write(Calibration calibration, CommandContext context)
    {
        context.Line(
            context.Terminal.Bold(
                $"{calibration.Machine}, {calibration.Processors} processors, load {calibration.LoadBefore:F1} before and "
                    + $"{calibration.LoadAfter:F1} after, {calibration.Clock} time"));
        var loads = new Table(Column.Text("skill"), Column.Number("KiB"), Column.Text("warm load"), Column.Text("cold load"),
            Column.Number("replace"), Column.Number("look"), Column.Number("unload"));
        foreach (var skill in calibration.Skills)
            loads.Add(skill.Name, skill.ResidentBytes / 1024, Interval(skill.WarmLoad), Interval(skill.ColdLoad),
                Seconds(skill.Switch), Seconds(skill.Look), Seconds(skill.Unload));
        context.Write(loads);
        context.Line();
        var answers = new Table(Column.Text("skill"), Column.Number("request"), Column.Number("first use"),
            Column.Number("prefill/token"), Column.Number("decode/token"));
        foreach (var skill in calibration.Skills)
            answers.Add(skill.Name, Seconds(skill.Request), Seconds(skill.FirstUse), Seconds(skill.Prefill), Seconds(skill.Decode));
        context.Write(answers);
    }

    private static string Seconds(Measured? measured) => PoolTable.Seconds(measured?.Median);

    private static string Interval(Measured? measured) =>
        measured is null
            ? "not seen"
            : $"{PoolTable.Seconds(measured.Median)} ({PoolTable.Seconds(measured.Lower)}..{PoolTable.Seconds(measured.Upper)})";
}
