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
    internal static readonly Option<int> Rounds = CheckedOption.Of("--rounds", "N",
        "Loads of each skill: a third warm, a third with a check of the loaded model, a third cold from disk", 20, 1, 10_000);
    internal static readonly Option<int> Requests = CheckedOption.Of(
        "--requests", "N", "Requests to each skill after each load, while other skills are loaded and unloaded", 5, 1, 10_000);
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
        using var folder = PoolCommands.FolderOf(context);
        var calibration = Measure(folder, context);
        if (context.Get(Out) is { } path) AtomicFile.WriteText(path, Json.Of(calibration) + "\n");
        return context.Result(calibration, c => Write(c, context));
    }

    internal static Calibration Measure(SkillFolder folder, CommandContext context)
    {
        int rounds = context.Get(Rounds), requests = context.Get(Requests);
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
        context.Write(Table.Of(calibration.Skills,
            (Column.Text("skill"), skill => skill.Name),
            (Column.Number("KiB"), skill => skill.ResidentBytes / 1024),
            (Column.Text("warm load"), skill => Interval(skill.WarmLoad)),
            (Column.Text("cold load"), skill => Interval(skill.ColdLoad)),
            (Column.Number("replace"), skill => Seconds(skill.Switch)),
            (Column.Number("look"), skill => Seconds(skill.Look)),
            (Column.Number("unload"), skill => Seconds(skill.Unload))));
        context.Line();
        context.Write(Table.Of(calibration.Skills,
            (Column.Text("skill"), skill => skill.Name),
            (Column.Number("request"), skill => Seconds(skill.Request)),
            (Column.Number("first use"), skill => Seconds(skill.FirstUse)),
            (Column.Number("prefill/token"), skill => Seconds(skill.Prefill)),
            (Column.Number("decode/token"), skill => Seconds(skill.Decode))));
    }

    private static string Seconds(Measured? measured) => QuantityText.Duration(measured?.Median);

    private static string Interval(Measured? measured) =>
        measured is null
            ? "not seen"
            : $"{QuantityText.Duration(measured.Median)} "
                + $"({QuantityText.Duration(measured.Lower)}..{QuantityText.Duration(measured.Upper)})";
}
