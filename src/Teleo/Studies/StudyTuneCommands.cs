using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tuning;
using Teleo.Pool.Samples;
using Teleo.Shell;

namespace Teleo.Studies;

/// <summary>
/// The group <c>teleo study tune</c>: the numbers of one policy, searched here or elsewhere, and judged under seeds that the search never
/// saw.
/// </summary>
internal static class StudyTuneCommands
{
    private static readonly Argument<string> Tuning = new("tuning") { HelpName = "TUNING.jsonl", Description = "The file of the tuning" };
    private static readonly Argument<string> Setting = new("setting")
    {
        HelpName = "SETTING",
        Description = "A policy with its numbers, such as ttl:seconds=40",
    };
    private static readonly Argument<string> Cost = new("cost")
    {
        HelpName = "COST",
        Description = "What it cost, less is better; nan if it cannot be played",
    };
    private static readonly Option<string> Policy = new("--policy", "-p")
    {
        HelpName = "NAME",
        Description = "The policy",
        Required = true,
    };
    private static readonly Option<string[]> Numbers = new("--number", "-n")
    {
        HelpName = "NAME=LEAST..MOST",
        Description = "A number of the policy and its range; may be given again",
        Required = true,
    };
    private static readonly Option<string> Workload = new("--workload", "-w")
    {
        HelpName = "NAME|FILE",
        Description = "The requests; behind an at sign the machine, as in drift@network",
        Required = true,
    };
    private static readonly Option<string> Capacity = new("--capacity", "-c")
    {
        HelpName = "SIZE",
        Description = "What the pool holds",
        DefaultValueFactory = _ => "30%",
    };
    private static readonly Option<int> Trials = Whole("--trials", "Settings tried, the policy as it ships among them", 24);
    private static readonly Option<int> Seeds = Whole("--seeds", "Runs of each setting", 3);
    private static readonly Option<int> HeldOut = Whole("--held-out", "Runs of the judge, under seeds of its own", 10);
    private static readonly Option<int> Requests = Whole("--requests", "Requests of each run at most", 3000);
    private static readonly Option<int> Seed = Whole("--seed", "What the seeds and the drawn settings follow from", 1);
    private static readonly Option<double> Smallest = new("--smallest")
    {
        HelpName = "SHARE",
        Description = "The least saving that is worth a change",
        DefaultValueFactory = _ => 0.01,
    };

    public static Subcommand Build() => new("tune", "Search the numbers of one policy, and judge what was found under other seeds")
    {
        new Subcommand("start", "State what is tuned, on which requests, and how it will be judged", Start,
            ["teleo study tune start ttl.jsonl --policy ttl --number seconds=5..3600 --workload drift --capacity 6"])
        {
            Tuning, Policy, Numbers, Workload, Capacity, Trials, Seeds, HeldOut, Requests, Seed, Smallest,
        },
        new Subcommand("ask", "Name the next setting to try, with the seeds to play it under", Ask,
            ["teleo study tune ask ttl.jsonl --json"]) { Tuning },
        new Subcommand("play", "Play a setting under the seeds of the tuning, and say its cost", Play,
            ["teleo study tune play ttl.jsonl ttl:seconds=40 --json"]) { Tuning, Setting },
        new Subcommand("tell", "Add the cost of a setting, asked for here or found by another optimiser", Tell,
            ["teleo study tune tell ttl.jsonl ttl:seconds=40 371.5"]) { Tuning, Setting, Cost },
        new Subcommand("run", "Ask, play and tell until the trials are used up; go on after a break where it stopped", Run,
            ["teleo study tune run ttl.jsonl"]) { Tuning },
        new Subcommand("status", "Say what was tried, what is open, and what is cheapest so far", Status,
            ["teleo study tune status ttl.jsonl"]) { Tuning },
        new Subcommand("judge", "Judge the cheapest setting under seeds that tuning never saw; ends the tuning", Judge,
            ["teleo study tune judge ttl.jsonl"]) { Tuning },
    };

    private static ExitCode Start(CommandContext context)
    {
        var entry = PolicyCatalog.Find(PolicyCatalog.Checked(context.Get(Policy)));
        var plan = new TuningPlan
        {
            Policy = entry.Name,
            Numbers = [.. context.Get(Numbers).Select(text => NumberOf(entry, text))],
            Workload = context.Get(Workload),
            Capacity = context.Get(Capacity),
            Requests = context.Get(Requests),
            Trials = context.Get(Trials),
            Seed = (ulong)context.Get(Seed),
            Seeds = context.Get(Seeds),
            HeldOut = context.Get(HeldOut),
            SmallestEffect = context.Get(Smallest),
        };
        string file = context.Get(Tuning);
        TuningFile.Start(file, plan);
        return context.Result(plan, p =>
        {
            context.Line($"wrote {file}: at most {p.Trials} settings of {p.Policy}, {p.Seeds} runs each, {p.HeldOut} runs to judge");
            context.Line($"next: teleo study tune run {file}, or ask, play and tell");
        });
    }

    private static ExitCode Ask(CommandContext context)
    {
        var file = Open(context);
        string? setting = file.Ask(context.Clock);
        var plan = file.Read().Plan;
        var question = new { Setting = setting, plan.Workload, plan.Capacity, plan.Requests, Seeds = plan.TuningSeeds };
        return context.Result(question, q =>
            context.Line(q.Setting ?? "nothing is left to try; `teleo study tune judge` judges what was found"));
    }

    private static ExitCode Play(CommandContext context)
    {
        var plan = Open(context).Read().Plan;
        if (!plan.Search.TryRead(context.Get(Setting), out string spec, out string problem)) throw CommandFailure.Usage(problem);
        double[] costs = plan.CostsOf(spec, plan.TuningSeeds, context.Cancellation);
        return context.Result(
            new { Setting = spec, Cost = QuantityText.Known(Sample.Mean(costs)), Costs = costs.Select(QuantityText.Known) },
            r => context.Line($"{r.Setting} costs {Told(Sample.Mean(costs))} s per 1,000 requests, the mean of {costs.Length} runs"));
    }

    private static ExitCode Tell(CommandContext context)
    {
        if (!double.TryParse(context.Get(Cost), NumberStyles.Float, CultureInfo.InvariantCulture, out double cost))
            throw CommandFailure.Usage($"COST is a number or nan, not '{context.Get(Cost)}'");
        var file = Open(context);
        file.Tell(context.Get(Setting), cost, context.Clock);
        return Status(context, file.Read());
    }

    private static ExitCode Run(CommandContext context)
    {
        var file = Open(context);
        var state = file.Read();
        using (var progress = context.Progress("tuning"))
        {
            foreach (string setting in Questions(file, state, context.Clock))
            {
                double cost = Sample.Mean(state.Plan.CostsOf(setting, state.Plan.TuningSeeds, context.Cancellation));
                file.Tell(setting, cost, context.Clock);
                progress.Report(file.Read().Told.Count, state.Plan.Trials, setting);
            }
        }

        return Status(context, file.Read());
    }

    /// <summary>The settings that a previous run asked for without telling a cost, then new ones.</summary>
    private static IEnumerable<string> Questions(TuningFile file, TuningState state, TimeProvider clock)
    {
        foreach (string open in state.Open.ToList()) yield return open;
        while (file.Ask(clock) is { } setting) yield return setting;
    }

    private static ExitCode Status(CommandContext context) => Status(context, Open(context).Read());

    private static ExitCode Status(CommandContext context, TuningState state)
    {
        var status = new
        {
            state.Plan.Trials,
            Told = state.Told.Select(told => new { Setting = told.Key, Cost = QuantityText.Known(told.Value) }),
            Open = state.Open.ToImmutableArray(),
            state.Best,
            Verdict = state.Verdict?.Verdict,
        };
        return context.Result(status, s =>
        {
            context.Write(Table.Of(state.Told.OrderBy(told => told.Value),
                (Column.Number("cost"), told => Told(told.Value)),
                (Column.Text("setting"), told => told.Key)));
            context.Line($"{state.Costs.Count} of {s.Trials} settings asked for or told; cheapest so far: {s.Best}");
            if (s.Open.Length > 0) context.Line($"asked and not told yet: {string.Join(", ", s.Open)}");
            context.Line(s.Verdict is { } verdict
                ? $"judged: {verdict}"
                : "these costs chose the setting; only `judge` says whether it is better");
        });
    }

    private static ExitCode Judge(CommandContext context)
    {
        var file = Open(context);
        var plan = file.Read().Plan;
        var verdict = file.Judge(context.Clock, (setting, seeds) => plan.CostsOf(setting, seeds, context.Cancellation));
        return context.Result(verdict, v =>
        {
            context.Line($"{v.Setting}: {v.Verdict}");
            context.Paragraph(v.Because);
            context.Paragraph($"Cost as it ships {Told(v.CostAsShipped)}, so set {Told(v.Cost)} s per 1,000 requests, over "
                + $"{v.Seeds.Length} unseen seeds.");
            context.Line($"Saved: {QuantityText.Percent(v.Saved)} of the cost (95 %: {QuantityText.Percent(v.Lower)} to "
                + $"{QuantityText.Percent(v.Upper)}).");
        });
    }

    private static TuningFile Open(CommandContext context) => new(context.Get(Tuning));

    private static TunedNumber NumberOf(PolicyEntry entry, string text)
    {
        string[] sides = text.Split('=', 2), ends = sides.Length == 2 ? sides[1].Split("..") : [];
        var option = entry.Options.FirstOrDefault(option => option.Name == sides[0])
            ?? throw CommandFailure.UnknownName($"number of {entry.Name}", sides[0], [.. entry.Options.Select(option => option.Name)]);
        if (ends.Length != 2 || !TryNumber(ends[0], out double least) || !TryNumber(ends[1], out double most))
            throw CommandFailure.Usage($"--number is a name with a range, such as seconds=5..3600, and not '{text}'");
        if (!option.Allows(least) || !option.Allows(most))
            throw CommandFailure.Usage(string.Create(CultureInfo.InvariantCulture,
                $"{option.Name} of {entry.Name} may be from {option.Least} to {option.Most}"));
        return new(option.Name, option.Default, least, most);
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static Option<int> Whole(string name, string description, int value) =>
        new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => value };

    private static string Told(double cost) => double.IsNaN(cost) ? "cannot be played" : StudyPhrases.Short(cost);
}
