using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.TimeSeries;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary>The group <c>teleo phase</c>: diagrams over two parameters, and loops of the load.</summary>
internal static class PhaseCommands
{
    private static readonly Option<string> X = new("--x", "-x")
    {
        Description = "First parameter: name=from:to:points, :log for equal ratios; load, capacity or a number of the policy",
        HelpName = "AXIS",
        Required = true
    };
    private static readonly Option<string> Y = new("--y", "-y")
    {
        Description = "Second parameter, in the same form",
        HelpName = "AXIS",
        Required = true
    };
    internal static readonly Option<string> Policy = new("--policy", "-p")
    {
        Description = "The policy",
        DefaultValueFactory = _ => "teleodynamic",
        HelpName = "NAME"
    };
    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Simulated seconds of each cell",
        DefaultValueFactory = _ => 3600,
        HelpName = "S"
    };
    internal static readonly Option<long> Seed = new("--seed")
    {
        Description = "Seed of all cells",
        DefaultValueFactory = _ => 1,
        HelpName = "N"
    };
    private static readonly Option<int> Coarse = new("--coarse")
    {
        Description = "Grid points between the cells that are always run; 1 runs every cell",
        DefaultValueFactory = _ => 8,
        HelpName = "N"
    };
    private static readonly Option<double> Tolerance = new("--tolerance")
    {
        Description = "Difference of two neighbours, as a share of the range, above which the cells between them are run",
        DefaultValueFactory = _ => 0.15,
        HelpName = "SHARE"
    };
    internal static readonly Option<int> Threads = new("--threads")
    {
        Description = "Runs at the same time; the results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N"
    };
    internal static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The folder for figures and tables",
        DefaultValueFactory = _ => "phase",
        HelpName = "FOLDER"
    };
    private static readonly Option<string> Load = new("--load")
    {
        Description = "Lowest and highest load, as multiples of the workload's rate",
        DefaultValueFactory = _ => "0.25:4",
        HelpName = "FROM:TO"
    };
    private static readonly Option<string> Ramps = new("--ramps")
    {
        Description = "Durations of one sweep in seconds, at least three",
        DefaultValueFactory = _ => "900,1800,3600",
        HelpName = "S,S,S"
    };
    internal static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Number of seeds for every point",
        DefaultValueFactory = _ => 4,
        HelpName = "N"
    };

    public static Subcommand Build() => new("phase", "Find phases of a pool: maps, hysteresis, recovery, size, diagnosis of one run")
    {
        PhaseDiagnoseCommand.Build(), Sweep(), Loop(), PhaseRecoverCommand.Build(), PhaseScaleCommand.Build(),
    };

    private static Subcommand Sweep()
    {
        var verb = new Subcommand("sweep", "Draw maps of the pool's behaviour over two parameters", Sweep,
            ["teleo phase sweep --workload drift --capacity 6 -x load=0.25:4:25:log -y gain=0.1:10:25:log --policy "
                + "teleodynamic-service-earned"]) { X, Y, Policy, Seconds, Seed, Coarse, Tolerance, Threads, Out, FormatOption.Format };
        foreach (var option in SimCommands.ScenarioOptions) verb.Add(option);
        return verb;
    }

    private static Subcommand Loop()
    {
        var verb = new Subcommand("loop",
            "Raise and lower the load, keep the state between steps, and test for bistability", Loop,
            ["teleo phase loop --workload zipf --capacity 6 --load 0.25:4 --ramps 900,1800,3600"]) { Load, Ramps,
                Seeds, Seed, Policy, Threads, Out, FormatOption.Format };
        foreach (var option in SimCommands.ScenarioOptions) verb.Add(option);
        return verb;
    }

    private static ExitCode Sweep(CommandContext context)
    {
        var (x, y) = (AxisOf(context.Get(X)), AxisOf(context.Get(Y)));
        string policy = context.Get(Policy);
        CheckNames(policy, x, y);
        if (x.Name == y.Name) throw CommandFailure.Usage($"both axes are '{x.Name}'");
        if (!(context.Get(Seconds) > 0)) throw CommandFailure.Usage("--seconds must be above 0");
        if (context.Get(Coarse) is < 1 or > 256) throw CommandFailure.Usage("--coarse takes 1 to 256");
        var scenario = SimCommands.ScenarioOf(context);
        var sweep = new PhaseSweep(scenario, policy, x, y, context.Get(Seconds), (ulong)context.Get(Seed));
        string folder = context.Get(Out);
        using var journal = new SweepJournal(Path.Combine(folder, "sweep.journal"), sweep.Question, PhaseSweep.Measures.Length);
        if (journal.Known > 0) context.Note($"{journal.Known} cells of this sweep were done before it was broken off");
        GridRefinement grid;
        using (var progress = context.Progress("sweeping"))
        {
            int all = x.Points * y.Points;
            grid = sweep.Run(context.Get(Coarse), context.Get(Tolerance), context.Get(Threads), journal,
                done => progress.Report(done, all), context.Cancellation);
        }

        AtomicFile.WriteText(Path.Combine(folder, "sweep.csv"), SweepFigures.Csv(grid, x, y));
        string title = $"{policy} on {scenario.Workload}, {context.Get(Seconds).ToString("0", CultureInfo.InvariantCulture)} s a cell";
        string[] formats = context.Get(FormatOption.Format);
        var files = SweepFigures.Of(grid, x, y, policy, title).SelectMany(figure => figure.Save(folder, formats)).ToList();
        journal.Finish();
        return context.Result(new { Folder = folder, Cells = x.Points * y.Points, Run = grid.Evaluated, Files = files }, r =>
        {
            context.Line($"ran {r.Run} of {r.Cells} cells; the others lie between cells that agree");
            context.Line($"wrote sweep.csv and {PhaseSweep.Measures.Length} heat maps to {r.Folder}");
        });
    }

    private static ExitCode Loop(CommandContext context)
    {
        double[] ends = Numbers(context.Get(Load), ':', "--load"), ramps = Numbers(context.Get(Ramps), ',', "--ramps");
        if (ends is not [> 0, _] || !(ends[1] > ends[0]))
            throw CommandFailure.Usage("--load takes two rising numbers above 0, such as 0.25:4");
        if (ramps.Distinct().Count() < Hysteresis.FewestSpeeds || ramps.Any(ramp => !(ramp >= LoadLoop.ShortestRamp)))
            throw CommandFailure.Usage(
                $"--ramps takes at least {Hysteresis.FewestSpeeds} different numbers of {LoadLoop.ShortestRamp} or more");
        if (context.Get(Seeds) is < 3 or > 1000) throw CommandFailure.Usage("--seeds takes 3 to 1000");
        var scenario = SimCommands.ScenarioOf(context);
        var loop = new LoadLoop(scenario, context.Get(Policy), ends[0], ends[1], ramps, context.Get(Seeds), (ulong)context.Get(Seed));
        ChangeLadder ladder;
        using (var progress = context.Progress("sweeping")) ladder =
            loop.Run(context.Get(Threads), (done, all) => progress.Report(done, all), context.Cancellation);

        var rung = ladder.Rungs[0];
        var figure = LoopFigure(loop, $"{context.Get(Policy)} on {scenario.Workload}: load up and down", rung.Evidence);
        var files = figure.Save(context.Get(Out), context.Get(FormatOption.Format));
        return context.Result(new { Word = ladder.Word.ToString(), rung.Evidence, Files = files }, r =>
        {
            context.Line(rung.Passed
                ? "The pool is bistable in this range."
                : "No bistability was shown; a loop at finite speed alone is lag.");
            context.Line(r.Evidence);
            context.Line($"wrote {files[0]}");
        });
    }

    private static Figure LoopFigure(LoadLoop loop, string title, string evidence)
    {
        var load = new Scale.Linear("Load", "× rate of the workload");
        var share = new Scale.Linear("Resident skills, share of catalog");
        return new Figure("load-loop", [.. loop.Branches.Select(branch => new Panel(load, share,
        [
            new Mark.Line([.. branch.Load], [.. branch.Up]) { Name = "load rising" },
            new Mark.Line([.. branch.Load], [.. branch.Down]) { Name = "load falling" },
        ])
        { Title = FormattableString.Invariant($"{branch.RampSeconds:0} s a sweep") })])
        { Columns = Math.Min(3, loop.Branches.Count), ShareX = true, ShareY = true, Title = title, Note = evidence };
    }

    internal static SweepAxis AxisOf(string text) =>
        SweepAxis.TryParse(text, out var axis, out string? problem) ? axis : throw CommandFailure.Usage(problem!);

    /// <summary>Reports a parameter that the policy lacks before anything runs.</summary>
    private static void CheckNames(string policy, params ReadOnlySpan<SweepAxis> axes)
    {
        foreach (var axis in axes)
        {
            if (axis.Name is PhaseSweep.LoadAxis or PhaseSweep.CapacityAxis) continue;
            string spec = PhaseSweep.WithOptions(policy, [(axis.Name, axis.From)]);
            if (PolicyCatalog.ProblemWith(spec) is { } problem) throw CommandFailure.Usage(problem);
        }
    }

    internal static double[] Numbers(string text, char between, string option)
    {
        try
        {
            return [.. text.Split(between).Select(part => double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture))];
        }
        catch (FormatException)
        {
            throw CommandFailure.Usage($"{option}: '{text}' holds something that is no number");
        }
    }
}
