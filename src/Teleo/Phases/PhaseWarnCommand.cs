using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tables;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary><c>teleo phase warn</c>: early warnings tried on a pool that tips into a storm of repeated requests.</summary>
internal static class PhaseWarnCommand
{
    private const int FoldSeeds = 5, MostFoldPoints = 8;

    private static readonly Option<double> Patience = CheckedOption.Of(
        "--patience", "S", "Seconds after which a client sends a request again; the pool serves both", 10, 1, PhaseCommands.LongestSeconds);
    private static readonly Option<int> Retries =
        CheckedOption.Of("--retries", "N", "Times that a request is sent again at most", 3, 1, 100);
    private static readonly NumbersOption Load = PhaseCommands.LoadOf(
        "Ends of the ramp, as multiples of the workload's rate; the steady control stays at the first", "1:6");
    private static readonly Option<double> Seconds = PhaseCommands.SecondsOf("Simulated seconds of each ramp", 7200, least: 1800);
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Ramps, and controls of each kind", 40, least: 4, most: 10_000);

    public static Subcommand Build() =>
        new("warn", "Try early warnings on a pool that tips into a storm of repeated requests", Run,
            ["teleo phase warn --workload zipf --capacity 12 --workers 2 --load 1:6 --seeds 40"])
        {
            Patience, Retries, Load, Seconds, Seeds, RunOptions.FirstSeed, PhaseCommands.Policy, RunOptions.Threads, PhaseCommands.Out,
            FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        double[] ends = Load.In(context);
        string policy = PolicyCatalog.Checked(context.Get(PhaseCommands.Policy));
        var scenario = SimCommands.ScenarioOf(context);
        var rules = new RetryRules(context.Get(Patience), context.Get(Retries));
        ulong seed = context.Get(RunOptions.FirstSeed);
        var loads = new SweepAxis("load", ends[0], ends[1], MostFoldPoints, true);
        var fold = new FoldScan(scenario, policy, rules, [.. Enumerable.Range(0, loads.Points).Select(i => loads[i])], 2 * ends[1], seed,
            Math.Min(FoldSeeds, context.Get(Seeds)));
        var trial = new WarningTrial(scenario, policy, rules, ends[0], ends[1], context.Get(Seconds), seed, context.Get(Seeds));
        var points = PhaseCommands.Played(context, "playing from two starts", fold.Run);
        var result = PhaseCommands.Played(context, "playing ramps and controls", trial.Run);
        string folder = context.Get(PhaseCommands.Out);
        AtomicFile.WriteText(Path.Combine(folder, "warnings.csv"), Csv(result));
        foreach (var figure in WarningFigures.Of(points, result,
            $"{policy} on {scenario.Workload}, clients repeat after {QuantityText.Duration(rules.PatienceSeconds)}"))
            figure.Save(folder, context.Get(FormatOption.Format));
        return context.Result(Printed(points, result), _ => Write(context, points, result, folder));
    }

    private static object Printed(ImmutableArray<FoldPoint> points, WarningResult result) => new
    {
        Fold = points,
        Tipped = result.Ramps.Count(run => double.IsFinite(run.TipSeconds)),
        Ramps = result.Ramps.Length,
        result.Compared,
        Scores = result.Curves.Zip(result.Leads, (curve, lead) => new
        {
            curve.Score,
            Area = curve.AgainstSteady.Area,
            AreaLower = curve.AgainstSteady.Interval.Lower,
            AreaUpper = curve.AgainstSteady.Interval.Upper,
            AreaOnRamps = curve.AgainstRamp.Area,
            AreaOnRampsLower = curve.AgainstRamp.Interval.Lower,
            AreaOnRampsUpper = curve.AgainstRamp.Interval.Upper,
            lead.Threshold,
            lead.Warned,
            MedianLeadSeconds = QuantityText.Known(lead.MedianSeconds),
            lead.FalseSteady,
            lead.FalseRamp,
            lead.Held,
        }),
    };

    private static void Write(CommandContext context, ImmutableArray<FoldPoint> points, WarningResult result, string folder)
    {
        context.Write(Table.Of(points,
            (Column.Number("load"), point => QuantityText.Number(point.Load)),
            (Column.Number("storms from a quiet start"), point => point.FromQuiet),
            (Column.Number("storms from a burst"), point => point.FromBurst),
            (Column.Number("runs"), point => point.Seeds)));
        var both = points.Where(point => point.FromBurst - point.FromQuiet > point.Seeds / 2).ToList();
        context.Paragraph(both.Count == 0 ? "No load with two states was seen: choose another --load."
            : $"Two states at loads from {QuantityText.Number(both[0].Load)} to {QuantityText.Number(both[^1].Load)}: "
                + "most runs stay quiet from a quiet start and in a storm from a burst.");
        context.Paragraph($"{result.Ramps.Count(run => double.IsFinite(run.TipSeconds))} of {result.Ramps.Length} ramps tip; "
            + $"{result.Compared} can be compared.");
        if (result.Curves.IsEmpty)
            context.Paragraph("Fewer than 4 ramps tip late enough to be compared: choose a slower ramp or another --load.");
        else WriteScores(context, result);
        context.Line($"wrote warnings.csv and figures to {folder}");
    }

    private static void WriteScores(CommandContext context, WarningResult result)
    {
        context.Write(Table.Of(result.Curves.Zip(result.Leads, (curve, lead) => (Curve: curve, Lead: lead)),
            (Column.Word("warning by"), row => row.Curve.Score),
            (Column.Number("area, steady"), row => Area(row.Curve.AgainstSteady)),
            (Column.Number("area, ramps"), row => Area(row.Curve.AgainstRamp)),
            (Column.Number("warned"), row => $"{row.Lead.Warned} of {row.Lead.Ramps}"),
            (Column.Number("median lead"), row => QuantityText.Duration(row.Lead.MedianSeconds)),
            (Column.Number("false, steady"), row => $"{row.Lead.FalseSteady} of {row.Lead.Held}"),
            (Column.Number("false, ramps"), row => $"{row.Lead.FalseRamp} of {row.Lead.Held}")));
        foreach (var score in WarningTrial.Scores) context.Paragraph($"{score.Id}: {score.Says}", indent: 2);
        context.Paragraph("Area: the chance that a ramp that tips scores above a control (0.5: the score knows nothing). Steady: controls "
            + "at a steady load. Ramps: controls on the same ramp whose clients never repeat. Warned: ramps with a warning before the "
            + "tip, at the threshold that 1 in 20 of half the steady controls reach; false: warnings in the other half, and on the ramps "
            + "that cannot tip.");
    }

    private static string Area(Roc roc) => string.Create(CultureInfo.InvariantCulture,
        $"{roc.Area:0.00} ({roc.Interval.Lower:0.00}-{roc.Interval.Upper:0.00})");

    /// <summary>The curves of all scores, one row for each threshold.</summary>
    private static string Csv(WarningResult result) => CsvText.Of(["score", "control", "false_share", "true_share"],
        from curve in result.Curves
        from control in new[] { (Name: "steady", Roc: curve.AgainstSteady), (Name: "ramp", Roc: curve.AgainstRamp) }
        from i in Enumerable.Range(0, control.Roc.FalseShare.Length)
        select new object?[] { curve.Score, control.Name, control.Roc.FalseShare[i], control.Roc.TrueShare[i] });
}
