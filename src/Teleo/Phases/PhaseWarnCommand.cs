using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
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

    private static readonly Option<double> Patience = new("--patience")
    {
        Description = "Seconds after which a client sends a request again; the pool serves both",
        DefaultValueFactory = _ => 10,
        HelpName = "S"
    };
    private static readonly Option<int> Retries = new("--retries")
    {
        Description = "Times that a request is sent again at most",
        DefaultValueFactory = _ => 3,
        HelpName = "N"
    };
    private static readonly Option<string> Load = new("--load")
    {
        Description = "Ends of the ramp, as multiples of the workload's rate; the steady control stays at the first",
        DefaultValueFactory = _ => "1:6",
        HelpName = "FROM:TO"
    };
    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Simulated seconds of each ramp",
        DefaultValueFactory = _ => 7200,
        HelpName = "S"
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Ramps, and controls of each kind",
        DefaultValueFactory = _ => 40,
        HelpName = "N"
    };

    public static Subcommand Build() =>
        new("warn", "Try early warnings on a pool that tips into a storm of repeated requests", Run,
            ["teleo phase warn --workload zipf --capacity 12 --workers 2 --load 1:6 --seeds 40"])
        {
            Patience, Retries, Load, Seconds, Seeds, PhaseCommands.Seed, PhaseCommands.Policy, PhaseCommands.Threads, PhaseCommands.Out,
            FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        double[] ends = PhaseCommands.Numbers(context.Get(Load), ':', "--load");
        if (ends is not [> 0, _] || !(ends[1] > ends[0]))
            throw CommandFailure.Usage("--load takes two rising numbers above 0, such as 1:6");
        if (!(context.Get(Patience) >= 1)) throw CommandFailure.Usage("--patience takes 1 s or more");
        if (context.Get(Retries) is < 1 or > 100) throw CommandFailure.Usage("--retries takes 1 to 100");
        if (context.Get(Seeds) is < 4 or > 10_000) throw CommandFailure.Usage("--seeds takes 4 to 10000");
        if (!(context.Get(Seconds) is >= 1800 and <= 1e6)) throw CommandFailure.Usage("--seconds takes 1800 to 1000000");
        string policy = context.Get(PhaseCommands.Policy);
        PhaseCommands.CheckNames(policy, null);
        var scenario = SimCommands.ScenarioOf(context);
        var rules = new RetryRules(context.Get(Patience), context.Get(Retries));
        ulong seed = (ulong)context.Get(PhaseCommands.Seed);
        var loads = new SweepAxis("load", ends[0], ends[1], MostFoldPoints, true);
        var fold = new FoldScan(scenario, policy, rules, [.. Enumerable.Range(0, loads.Points).Select(i => loads[i])], 2 * ends[1], seed,
            Math.Min(FoldSeeds, context.Get(Seeds)));
        var trial = new WarningTrial(scenario, policy, rules, ends[0], ends[1], context.Get(Seconds), seed, context.Get(Seeds));
        ImmutableArray<FoldPoint> points;
        WarningResult result;
        using (var progress = context.Progress("playing"))
        {
            int all = fold.Runs + 3 * context.Get(Seeds);
            points = fold.Run(context.Get(PhaseCommands.Threads), (done, _) => progress.Report(done, all), context.Cancellation);
            result = trial.Run(context.Get(PhaseCommands.Threads), (done, _) => progress.Report(fold.Runs + done, all),
                context.Cancellation);
        }

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
            MedianLeadSeconds = double.IsFinite(lead.MedianSeconds) ? lead.MedianSeconds : (double?)null,
            lead.FalseSteady,
            lead.FalseRamp,
            lead.Held,
        }),
    };

    private static void Write(CommandContext context, ImmutableArray<FoldPoint> points, WarningResult result, string folder)
    {
        var branches = new Table(Column.Number("load"), Column.Number("storms from a quiet start"), Column.Number("storms from a burst"),
            Column.Number("runs"));
        foreach (var point in points) branches.Add(QuantityText.Number(point.Load), point.FromQuiet, point.FromBurst, point.Seeds);
        context.Write(branches);
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
        var table = new Table(Column.Word("warning by"), Column.Number("area, steady"), Column.Number("area, ramps"),
            Column.Number("warned"), Column.Number("median lead"), Column.Number("false, steady"), Column.Number("false, ramps"));
        foreach (var (curve, lead) in result.Curves.Zip(result.Leads))
            table.Add(curve.Score, Area(curve.AgainstSteady), Area(curve.AgainstRamp), $"{lead.Warned} of {lead.Ramps}",
                QuantityText.Duration(lead.MedianSeconds), $"{lead.FalseSteady} of {lead.Held}", $"{lead.FalseRamp} of {lead.Held}");
        context.Write(table);
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
