using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Studies;

/// <summary>
/// The command <c>teleo study sensitivity</c>: measures the effect of each option of a policy on its cost, from a quarter to four times its
/// default.
/// </summary>
internal static class SensitivityCommand
{
    private const int Trajectories = 10, Points = 64;

    private const double Widest = 4;

    private static readonly Option<string> Workload = new("--workload", "-w")
    {
        HelpName = "NAME|FILE",
        Description = "A shipped workload, or a workload or CSV file",
        DefaultValueFactory = _ => "zipf"
    };
    private static readonly Option<double> Budget = new CheckedOption<double>("--budget", "-b")
    {
        HelpName = "SHARE",
        Description = "Memory as a share of the memory of all skills",
        DefaultValueFactory = _ => 0.3,
        Takes = "a share above 0 and at most 1",
        Allows = share => share is > 0 and <= 1,
    };
    private static readonly Option<string> Policy = new("--policy", "-p")
    {
        HelpName = "NAME",
        Description = "The policy whose settings are varied",
        DefaultValueFactory = _ => Arms.Full
    };
    private static readonly Option<string> Dials = new("--dials")
    {
        HelpName = "A,B,C",
        Description = "The settings to vary, separated by commas",
        DefaultValueFactory = _ => "gain,decay,load_cost,margin,half_life,horizon"
    };
    private static readonly Option<bool> IsSobol =
        new("--sobol")
        {
            Description =
            $"Variance shares from {Points} (numbers + 2) points, in place of Morris's screening by {Trajectories} paths"
        };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for each figure", 4);
    private static readonly Option<long> Requests =
        CheckedOption.Of("--requests", "N", "Requests per run; 0 for the whole workload", 1_000, 0, 1_000_000_000L);
    private static readonly Option<string> Csv = new("--csv")
    {
        HelpName = "FILE",
        Description = "Write the table, and a description of its columns beside it"
    };

    public static Subcommand Build() => new("sensitivity", "Measure how much the cost of a policy depends on each of its settings", Run,
        ["teleo study sensitivity --workload zipf --dials gain,decay,load_cost",
            "teleo study sensitivity --dials gain,margin --sobol --csv sensitivity.csv"])
        { Workload, Budget, Policy, Dials, IsSobol, Seeds, Requests, Csv };

    private static ExitCode Run(CommandContext context)
    {
        var runner = new SimulatedCells();
        string policy = context.Get(Policy);
        var dials = DialsOf(context, runner, policy);
        int figures = context.Get(IsSobol) ? Points * (dials.Length + 2) : Trajectories * (dials.Length + 1), done = 0;
        using var progress = context.Progress("sensitivity");
        var rows = context.Get(IsSobol) ? Variances(Cost, dials) : Screening(Cost, dials);
        if (context.Get(Csv) is { } path) StudyCsv.Write(path, SensitivityRow.Columns, rows);
        return context.Result(rows.Select(row => StudyCsv.Members(SensitivityRow.Columns, row)), _ =>
        {
            Write(context, rows);
            context.Line(
                $"cost of {policy} on {context.Get(Workload)} at {context.Get(Budget):P0}, mean of {context.Get(Seeds)} seeds, each "
                    + "number from a quarter to four times its default");
        });

        double Cost(double[] at)
        {
            string numbers = string.Join(',',
                dials.Select((dial, i) => $"{dial.Name}={Moved(dial, at[i]).ToString("R", CultureInfo.InvariantCulture)}"));
            var costs = new double[context.Get(Seeds)];
            Parallel.For(0, costs.Length, new ParallelOptions { CancellationToken = context.Cancellation }, i =>
            {
                var cell = new Cell("simulated", context.Get(Workload), context.Get(Budget), $"{policy}:{numbers}",
                    (ulong)i + 1, context.Get(Requests), 0, MissMode.Wait);
                var outcome = runner.Run(cell, context.Cancellation);
                costs[i] = outcome.Failed ? throw CommandFailure.BadInput("RunFailed", outcome.Failure) : outcome.Values[0];
            });
            progress.Report(Interlocked.Increment(ref done), figures);
            return costs.Average();
        }
    }

    private static PolicyOption[] DialsOf(CommandContext context, SimulatedCells runner, string policy)
    {
        if ((runner.WorkloadProblem(context.Get(Workload)) ?? runner.ArmProblem(policy)) is { } problem)
            throw CommandFailure.Usage(problem);
        var entry = PolicyCatalog.Find(policy);
        return [.. context.Get(Dials).Split(',', StringSplitOptions.TrimEntries)
            .Select(name => entry.Options.FirstOrDefault(o => o.Name == name)
                ?? throw CommandFailure.UnknownName("number", name, [.. entry.Options.Select(o => o.Name)]))];
    }

    private static void Write(CommandContext context, List<SensitivityRow> rows)
    {
        bool isMorris = rows[0].Method == "morris";
        context.Write(Table.Of(rows.OrderByDescending(row => isMorris ? row.First : row.Second),
            (Column.Word("number"), row => row.Number),
            (Column.Number("default"), row => row.Default),
            (Column.Number(isMorris ? "mean |effect|" : "first order"), row => StudyPhrases.Short(row.First)),
            (Column.Number(isMorris ? "spread" : "total"), row => StudyPhrases.Short(row.Second)),
            (Column.Number("95 % interval"), row => row.Interval95 is { } interval
                ? $"{StudyPhrases.Short(interval.Lower)} to {StudyPhrases.Short(interval.Upper)}"
                : "-"),
            (Column.Word(""), row => row.Verdict)));
    }

    /// <summary>
    /// Returns the value of an option for a position from 0 to 1: a quarter of the default to four times it, in equal ratios. A default of
    /// 0 varies from 0 to 1.
    /// </summary>
    private static double Moved(PolicyOption dial, double at) =>
        dial.Default == 0 ? Math.Max(dial.Least, at) : Math.Clamp(dial.Default * Math.Pow(Widest, 2 * at - 1), dial.Least, dial.Most);

    private static List<SensitivityRow> Screening(Func<double[], double> cost, PolicyOption[] dials) =>
        [.. Morris.Screen(cost, Morris.Draw(dials.Length, Trajectories, new SeedTree(0x7E1E0).Stream("morris")))
            .Zip(dials, (screened, dial) => new SensitivityRow(dial.Name, dial.Default, "morris", screened.MuStar, screened.Sigma))];

    private static List<SensitivityRow> Variances(Func<double[], double> cost, PolicyOption[] dials) =>
        [.. SobolIndices.Of(cost, dials.Length, Points, new SeedTree(0x7E1E0).Stream("sobol")).Inputs
            .Zip(dials, (index, dial) => new SensitivityRow(dial.Name, dial.Default, "sobol", index.FirstSaltelli, index.Total,
                index.TotalInterval, index.IsNone ? "none" : "matters"))];
}

/// <summary>One option of a policy and its effect on the cost.</summary>
internal sealed record SensitivityRow(
    string Number, double Default, string Method, double First, double Second, Interval? Interval95 = null, string Verdict = "")
{
    public static readonly StudyColumn<SensitivityRow>[] Columns =
    [
        new("number", "", "the policy's number that was moved", row => row.Number),
        new("default", "", "where it stands by itself", row => row.Default),
        new("method", "", "morris (screening) or sobol (shares of variance)", row => row.Method),
        new("first", "s/1000 requests, or share",
            "morris: mean absolute effect of moving it over its whole range; sobol: first-order index",
            row => row.First),
        new("second", "s/1000 requests, or share",
            "morris: spread of the effects, large where they bend or depend on others; sobol: total index",
            row => row.Second),
        new("lower95", "share", "sobol: lower end of the total index' bootstrap interval", row => row.Interval95?.Lower),
        new("upper95", "share", "sobol: upper end of it", row => row.Interval95?.Upper),
        new("verdict", "", "sobol: none where that interval reaches zero", row => row.Verdict),
    ];
}
