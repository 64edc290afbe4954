using System.CommandLine;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.TimeSeries;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary>The group <c>teleo phase</c>, and its command <c>loop</c>.</summary>
internal static class PhaseCommands
{
    /// <summary>The longest run, and the most that a workload's rate is multiplied by.</summary>
    internal const double LongestSeconds = 1e6, HighestLoad = 1e4;

    internal static readonly Option<string> Policy = new("--policy", "-p")
    {
        Description = "The policy",
        DefaultValueFactory = _ => "teleodynamic",
        HelpName = "NAME"
    };
    internal static readonly Option<double> Seconds = SecondsOf("Simulated seconds of each run", 3600);
    internal static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The folder for figures and tables",
        DefaultValueFactory = _ => "phase",
        HelpName = "FOLDER"
    };
    private static readonly NumbersOption Load = LoadOf("Lowest and highest load, as multiples of the workload's rate", "0.25:4");
    private static readonly NumbersOption Ramps = new("--ramps")
    {
        Description = "Durations of one sweep in seconds, at least three",
        DefaultValueFactory = _ => "900,1800,3600",
        HelpName = "S,S,S",
        Takes = $"at least {Hysteresis.FewestSpeeds} different numbers from {LoadLoop.ShortestRamp} to {LongestSeconds}",
        Allows = ramps => ramps.Distinct().Count() >= Hysteresis.FewestSpeeds
            && ramps.All(ramp => ramp is >= LoadLoop.ShortestRamp and <= LongestSeconds),
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every point", 4, least: 3);

    internal static readonly Option<string?> Against = new("--against")
    {
        Description = "Another policy or ablation: its cost on the same requests beyond that of --policy, in percent, is a measure",
        HelpName = "NAME"
    };

    public static Subcommand Build() =>
        new("phase", "Find phases of a pool: maps, regions, events, loops, recovery, sizes, warnings, one run")
    {
        PhaseDiagnoseCommand.Build(), PhaseSweepCommand.Build(), PhaseRegionsCommand.Build(), PhaseEventsCommand.Build(), Loop(),
        PhaseRecoverCommand.Build(), PhaseScaleCommand.Build(), PhaseWarnCommand.Build(),
    };

    private static Subcommand Loop() =>
        new("loop", "Raise and lower the load, keep the state between steps, and test for bistability", Loop,
            ["teleo phase loop --workload zipf --capacity 6 --load 0.25:4 --ramps 900,1800,3600"])
        {
            Load, Ramps, Seeds, RunOptions.FirstSeed, Policy, RunOptions.Threads, Out, FormatOption.Format, SimCommands.ScenarioOptions,
        };

    internal static Option<double> SecondsOf(string description, double usual, double least = 1) =>
        CheckedOption.Of("--seconds", "S", description, usual, least, LongestSeconds);

    internal static NumbersOption LoadOf(string description, string usual) => new("--load", ':')
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        HelpName = "FROM:TO",
        Takes = $"two rising numbers above 0 and at most {HighestLoad}, such as {usual}",
        Allows = ends => ends is [> 0, <= HighestLoad] && NumbersOption.Rise(ends),
    };

    private static ExitCode Loop(CommandContext context)
    {
        double[] ends = Load.In(context);
        string policy = PolicyCatalog.Checked(context.Get(Policy));
        var scenario = SimCommands.ScenarioOf(context);
        var loop = new LoadLoop(scenario, policy, ends[0], ends[1], Ramps.In(context), context.Get(Seeds),
            context.Get(RunOptions.FirstSeed));
        var ladder = Played(context, "sweeping", loop.Run);
        var rung = ladder.Rungs[0];
        var figure = LoopFigure(loop, $"{policy} on {scenario.Workload}: load up and down", rung.Evidence);
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

    /// <summary>Plays runs on the threads that the user allows, with a line of progress.</summary>
    internal static T Played<T>(CommandContext context, string what, Func<int, Action<int, int>, CancellationToken, T> run) =>
        context.During(what, progress =>
            run(context.Get(RunOptions.Threads), (done, all) => progress.Report(done, all), context.Cancellation));

    internal static SweepAxis AxisOf(string text) =>
        SweepAxis.TryParse(text, out var axis, out string? problem) ? axis : throw CommandFailure.Usage(problem!);

    /// <summary>Refuses a policy that is not known, and a parameter that it does not have, before anything runs.</summary>
    internal static void CheckNames(string policy, string? against, params IEnumerable<SweepAxis> axes)
    {
        if (SweepPoint.ProblemWith(policy, against, axes) is { } problem) throw CommandFailure.Usage(problem);
    }
}
