using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
using Teleo.Experiments.Preprint;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tracing;
using Teleo.Shell;
using static Teleo.Experiments.Tables.QuantityText;

namespace Teleo.Preprint;

/// <summary>The group <c>teleo de11</c>: the preprint's learner on its four data sets.</summary>
internal static class De11Commands
{
    private static readonly Option<string> Data = new("--data", "-d")
    {
        HelpName = "NAME",
        Description = $"The data set: {string.Join(", ", DataSet.Names)}",
        DefaultValueFactory = _ => "iris",
    };
    private static readonly Option<int> Split = new CheckedOption<int>("--split")
    {
        HelpName = "N",
        Description = "The number of the stratified split",
        DefaultValueFactory = _ => 0,
        Takes = "0 or more",
        Allows = split => split >= 0,
    };
    private static readonly Option<ulong> Seed = RunOptions.SeedOf("The seed of splits, orders and directions");
    private static readonly Option<string> Set = new("--set")
    {
        HelpName = "A=1,B=2",
        Description = "Options of the learner by name; --list shows them",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<string> Law = new("--law")
    {
        HelpName = "NAME",
        Description = "The resource law: " + string.Join(", ", EnergyLaw.All.Select(law => law.Name)),
        DefaultValueFactory = _ => EnergyLaw.De11.Name,
    };
    private static readonly Option<bool> List = new("--list")
    {
        Description = "List every number and choice with its range, and run nothing",
    };
    private static readonly Option<string?> Trace = new("--trace")
    {
        HelpName = "FILE",
        Description = "Write every sample, candidate and ledger row; a name in .gz is compressed",
    };
    private static readonly Argument<string> TraceFileName = new("trace")
    {
        HelpName = "FILE",
        Description = "A trace that teleo de11 run wrote",
    };

    private static readonly Option<string> DataSets = new("--data", "-d")
    {
        HelpName = "A,B",
        Description = "Data sets, separated by commas, or all",
        DefaultValueFactory = _ => "all",
    };
    private static readonly Option<int> Splits = new("--splits")
    {
        HelpName = "N",
        Description = "Number of splits for the learner and the baseline",
        DefaultValueFactory = _ => 1_000,
    };
    private static readonly Option<int> VariantSplits = new("--variant-splits")
    {
        HelpName = "N",
        Description = "Number of splits for each variant; 0 skips the variants",
        DefaultValueFactory = _ => 100,
    };
    private static readonly Option<int> Settings = new("--settings")
    {
        HelpName = "N",
        Description = "Number of random settings of the options that the preprint leaves open; 0 skips the sweep",
        DefaultValueFactory = _ => 200,
    };
    private static readonly Option<int> SettingSplits = new("--setting-splits")
    {
        HelpName = "N",
        Description = "Number of splits for each setting",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<string?> Out = new("--out", "-o")
    {
        HelpName = "FOLDER",
        Description = "Write the tables, a description of their columns, and a README with the results",
    };
    private static readonly Option<string?> Page = new("--page") { HelpName = "FILE", Description = "Write the result as one HTML page" };

    public static Subcommand Build() => new("de11", "Run the preprint's own learner, once or over many splits")
    {
        RunVerb(), DistributionVerb(), VerifyVerb(),
    };

    private static Subcommand RunVerb() => new("run", "Run the learner on one split and show the structure it learned", Run,
        ["teleo de11 run --data wine --set epochs=5,coverage=gated", "teleo de11 run --data iris --trace iris.jsonl.gz"])
        {
            Data, Split, Seed, Set, Law, Trace, List,
        };

    private static Subcommand DistributionVerb() =>
        new("distribution", "Compare many splits, variants and settings with the published accuracies", Distribution,
        ["teleo de11 distribution --out de11 --page de11.html", "teleo de11 distribution --data iris --settings 0 --variant-splits 0"])
        { DataSets, Splits, VariantSplits, Settings, SettingSplits, Seed, Set, Law, RunOptions.Threads, Out, Page };

    private static Subcommand VerifyVerb() =>
        new("verify", "Repeat the run of a trace and compare every byte", Verify,
            ["teleo de11 verify iris.jsonl.gz"]) { TraceFileName };

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(List)) return ListNumbers(context);
        string data = context.Get(Data);
        if (!DataSet.Names.Contains(data)) throw CommandFailure.UnknownName("data set", data, [.. DataSet.Names]);
        var options = OptionsOf(context);
        var run = new LearnerRun(DataSet.Load(data), LearnerSetting.Of(options), new(context.Get(Seed)));
        var figures = run.Run(context.Get(Split));
        if (context.Get(Trace) is { } path) TraceFile.Write(path, stream =>
            LearnerTrace.Write(stream, data, options, context.Get(Seed), context.Get(Split)));
        return context.Result(new { Figures = figures, Hypotheses = Rows(run.Theta) }, result =>
        {
            context.Line(
                $"{data}, split {figures.Split}: {figures.Right} of {figures.Tested} right ({figures.Accuracy:P1}; stated "
                    + $"{DataSet.ClaimedOf(data):P1}), {figures.Steps} samples learned from");
            context.Line(
                $"genesis {figures.Genesis} ({figures.GenesisByRuleAlone} by the rule alone), wedges {figures.Wedges}; wanted "
                    + $"{figures.Wanted}, forbidden {figures.Forbidden}, overridden {figures.Overridden}; deaths {figures.Deaths}");
            context.Line(
                $"last structural action at {figures.LastAction:P0} of the run, {(figures.Froze ? "frozen" : "not frozen")}; loss "
                    + $"{Short(figures.FirstLoss)} in the first pass, {Short(figures.LastLoss)} in the last; {figures.Energy:N0} "
                        + $"credits left");
            context.Write(Table.Of(result.Hypotheses,
                (Column.Number("id"), row => row.Id),
                (Column.Number("parent"), row => row.Parent < 0 ? "-" : row.Parent),
                (Column.Word("class"), row => DataSet.Load(data).Classes[row.Class]),
                (Column.Text("form"), row => row.Form),
                (Column.Number("complexity"), row => row.Complexity),
                (Column.Number("reliability"), row => Short(row.Reliability)),
                (Column.Number("weight"), row => Short(row.Weight)),
                (Column.Number("right"), row => row.Positives),
                (Column.Number("wrong"), row => row.Negatives)));
        });
    }

    private static ExitCode Distribution(CommandContext context)
    {
        var plan = new DistributionPlan
        {
            Data = context.List(DataSets, DataSet.Names),
            Options = OptionsOf(context),
            Splits = context.Get(Splits),
            VariantSplits = Math.Min(context.Get(VariantSplits), context.Get(Splits)),
            Settings = context.Get(Settings),
            SettingSplits = Math.Min(context.Get(SettingSplits), context.Get(Splits)),
            Seed = context.Get(Seed),
        };
        if (plan.Problems().FirstOrDefault() is { } problem) throw CommandFailure.Usage(problem);
        var results = context.During("de11", progress => LearnerDistribution.Run(plan, context.Get(RunOptions.Threads),
            done => progress.Report(done, plan.Runs), context.Cancellation));
        var page = De11Page.Of(results, NextStep.Line("teleo de11 distribution",
            context.Spelled([DataSets, Splits, VariantSplits, Settings, SettingSplits, Seed, Set, Law, Out])));
        if (context.Get(Out) is { } folder)
        {
            DistributionTables.Write(folder, results);
            AtomicFile.WriteText(Path.Combine(folder, "README.md"), MarkdownReport.Render(page));
        }

        if (context.Get(Page) is { } path) AtomicFile.WriteText(path, HtmlReport.Render(page));
        return context.Result(new
        {
            results.Named,
            Reach = results.Reach.ToList(),
            Influence = results.Influence.ToList(),
            Verdicts = results.Verdicts.ToList(),
        }, _ =>
            Write(results, context));
    }

    private static ExitCode Verify(CommandContext context)
    {
        string path = context.GetFile(TraceFileName);
        using var stream = TraceFile.Open(path);
        if (LearnerTrace.Check(stream) is { } difference)
            throw CommandFailure.BadInput("TraceDiffers", $"line {difference.Line}: {difference.Reason}", path);
        return context.Result(new { Same = true }, _ => context.Line("The run gives the same trace, byte for byte."));
    }

    private static void Write(DistributionResults results, CommandContext context)
    {
        context.Write(Table.Of(results.Named,
            (Column.Word("data"), row => row.Data),
            (Column.Word("setting"), row => row.Setting),
            (Column.Number("splits"), row => row.Splits),
            (Column.Number("stated"), row => Percent(row.Claimed)),
            (Column.Number("mean"), row => Percent(row.Mean)),
            (Column.Number("5 to 95 %"), row => $"{Percent(row.Lower)} to {Percent(row.Upper)}"),
            (Column.Number("reached"), row => Percent(row.Reached)),
            (Column.Number("regression"), row => Percent(row.BaselineMean)),
            (Column.Number("gate-binding"), row => Percent(row.GateBinding)),
            (Column.Number("deaths"), row => Short(row.Deaths)),
            (Column.Number("frozen"), row => Percent(row.Froze))));
        foreach (var verdict in results.Verdicts)
        {
            context.Line($"{verdict.Data}: {verdict.Commitment} {verdict.Answer}: {verdict.Asks} {Percent(verdict.Mean)} "
                + $"({Percent(verdict.Lower)} to {Percent(verdict.Upper)}), threshold {Percent(verdict.Threshold)}");
        }

        foreach (var row in results.Reach)
            context.Line(
                $"{row.Data}: {Percent(row.Reached)} of {row.Settings} swept settings reach the stated accuracy, "
                    + $"{Percent(row.NearShare)} come within {Percent(ReachRow.Near)} of it; the gate ever binds in {Percent(row.Bound)}");
    }

    private static ExitCode ListNumbers(CommandContext context) => context.Result(
        LearnerNumbers.All.Select(number => new
        {
            number.Name,
            number.Status,
            Default = number.Format(number.Get(LearnerOptions.Default)),
            number.Range,
            number.Meaning,
        }).ToList(), rows => context.Write(Table.Of(rows,
        (Column.Word("name"), row => row.Name),
        (Column.Word("is"), row => row.Status.ToString().ToLowerInvariant()),
        (Column.Number("default"), row => row.Default),
        (Column.Text("range"), row => row.Range),
        (Column.Text("meaning"), row => row.Meaning))));

    private static LearnerOptions OptionsOf(CommandContext context)
    {
        string law = context.Get(Law);
        var options = LearnerOptions.Default with
        {
            Energy = EnergyLaw.All.FirstOrDefault(known =>
                known.Name == law) ?? throw CommandFailure.UnknownName("law", law, [.. EnergyLaw.All.Select(known => known.Name)]),
        };
        foreach (string entry in context.List(Set))
        {
            string[] parts = entry.Split('=', 2);
            var number = LearnerNumbers.Find(parts[0]) ?? throw CommandFailure.UnknownName(
                "number", parts[0], [.. LearnerNumbers.All.Select(known => known.Name)]);
            if (parts.Length < 2 || !number.TryParse(parts[1], out double value)) throw CommandFailure.Usage(
                $"--set {number.Name} takes {number.Range}");
            options = number.With(options, value);
        }

        if (options.Problems().FirstOrDefault() is { } problem) throw CommandFailure.Usage(problem);
        return options;
    }

    private static List<HypothesisRow> Rows(LearnerState theta)
    {
        var rows = new List<HypothesisRow>();
        foreach (ref readonly var h in theta.Hypotheses)
            rows.Add(new(h.Id, h.Parent, h.BornAt, h.Class, theta.Forms.Text(h.Form), theta.Forms.ComplexityOf(h.Form), h.Reliability,
                h.Weight, h.PositiveCount, h.NegativeCount));
        return rows;
    }

    private static string Short(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private sealed record HypothesisRow(
        int Id, int Parent, long BornAt, int Class, string Form, long Complexity, double Reliability, double Weight, int Positives,
            int Negatives);
}
