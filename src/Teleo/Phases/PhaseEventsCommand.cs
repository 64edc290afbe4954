using System.Collections.Immutable;
using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Research;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tables;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary><c>teleo phase events</c>: many runs laid over each other at an event, policies side by side.</summary>
internal static class PhaseEventsCommand
{
    private static readonly Option<string> At = new("--at")
    {
        Description = "The event: start, a second of the run, or one that the workload names (shift, break, return)",
        DefaultValueFactory = _ => EventSource.Start,
        HelpName = "EVENT"
    };
    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Names with commas between, played on the same seeds",
        DefaultValueFactory = _ => "teleodynamic,lru",
        HelpName = "P1,P2"
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Runs of each policy", 200, least: 2, most: 100_000);
    private static readonly Option<double> Before = CheckedOption.Of(
        "--before", "S", "Seconds before the event; none where the event is the start", 600, 0, PhaseCommands.LongestSeconds);
    private static readonly Option<double> After =
        CheckedOption.Of("--after", "S", "Seconds after the event", 1200, 1, PhaseCommands.LongestSeconds);
    private static readonly Option<double> Step =
        CheckedOption.Of("--step", "S", "Seconds that one value is taken over", 60, 0.001, PhaseCommands.LongestSeconds);

    public static Subcommand Build() =>
        new("events", "Lay many runs over each other at an event, with bands, policies side by side", Run,
            ["teleo phase events --workload foresight-break --capacity 20 --at break "
                + "--policies teleodynamic,teleodynamic-gate-open,teleodynamic-no-foresight --seeds 100"])
        {
            At, Policies, Seeds, RunOptions.FirstSeed, Before, After, Step, RunOptions.Threads, PhaseCommands.Out, FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        string at = context.Get(At);
        string[] policies = [.. context.List(Policies).Select(PolicyCatalog.Checked).Distinct()];
        if (policies.Length == 0) throw CommandFailure.Usage("--policies names no policy");
        var span = new AlignedSpan(at == EventSource.Start ? 0 : context.Get(Before), context.Get(After), context.Get(Step));
        if (span.Problem() is { } problem) throw CommandFailure.Usage(problem);
        ulong firstSeed = context.Get(RunOptions.FirstSeed);
        var source = EventSource.Of(context.Get(SimCommands.Workload) ?? "", at, () => SimCommands.ScenarioOf(context));
        source.CheckFits(span, firstSeed);
        var all = PhaseCommands.Played(context, "playing", (threads, progress, cancellation) => AlignedRuns.Play(
            source.Prepare, source.SecondOf, policies, span, firstSeed, context.Get(Seeds), threads, progress, cancellation));
        string folder = context.Get(PhaseCommands.Out);
        AtomicFile.WriteText(Path.Combine(folder, "events.csv"), AlignedFigures.Csv(all, span));
        foreach (var figure in AlignedFigures.Of(all, span, source.Name, $"{context.Get(SimCommands.Workload)} about {source.Name}"))
            figure.Save(folder, context.Get(FormatOption.Format));
        return context.Result(all.Select(one => Printed(one, span)), _ => Write(context, all, span, source.Name, folder));
    }

    private static object Printed(AlignedRuns one, AlignedSpan span) => new
    {
        one.Policy,
        Runs = one.Runs.Length,
        Spans = SpansOf(span).Select(part => new
        {
            part.Name,
            part.From,
            part.Until,
            Measures = RunAtEvent.Measures.Select((measure, m) =>
            {
                var (mean, interval) = one.MeanIn(m, span, part.From, part.Until);
                return new
                {
                    measure.Id,
                    Mean = QuantityText.Known(mean),
                    Lower = QuantityText.Known(interval.Lower),
                    Upper = QuantityText.Known(interval.Upper),
                };
            }),
        }),
        Signs = SignsOf(one).Select(sign => new { sign.Name, sign.Mean, sign.Interval.Lower, sign.Interval.Upper }),
    };

    private static void Write(CommandContext context, ImmutableArray<AlignedRuns> all, AlignedSpan span, string eventName, string folder)
    {
        var parts = SpansOf(span);
        context.Paragraph($"{all[0].Runs.Length} runs of each policy about {eventName}; "
            + string.Join(", ", parts.Select(part =>
                $"{part.Name}: {QuantityText.Duration(part.From)} to {QuantityText.Duration(part.Until)}"))
            + ". Means with the half-width of their 95 % interval.");
        var rows = from one in all
                   from m in Enumerable.Range(0, RunAtEvent.Measures.Length)
                   let means = parts.Select(part => one.MeanIn(m, span, part.From, part.Until)).ToList()
                   where !means.All(mean => double.IsNaN(mean.Mean))
                   select new MeasureRow(m == 0 ? one.Policy : "", $"{RunAtEvent.Measures[m].Label}, {RunAtEvent.Measures[m].Unit}",
                       [.. means.Select(mean => Text(mean.Mean, mean.Interval))]);
        context.Write(Table.Of(rows,
        [
            (Column.Word("policy"), row => row.Policy),
            (Column.Word("measure"), row => row.Measure),
            .. parts.Select((part, i) => NumberOf<MeasureRow>(part.Name, row => row.Means[i])),
        ]));
        WriteSigns(context, all);
        context.Line($"wrote events.csv and figures to {folder}");
    }

    /// <summary>The signs by which the judge detects phases, if the event is late enough for them.</summary>
    private static void WriteSigns(CommandContext context, ImmutableArray<AlignedRuns> all)
    {
        if (all.All(one => SignsOf(one).Count == 0)) return;
        context.Paragraph("Signs of phases, as the judge reads them (docs/reference/JUDGE.md, C5):");
        context.Write(Table.Of(all,
        [
            (Column.Word("policy"), one => one.Policy),
            .. SignsOf(all[0]).Select((sign, i) =>
                NumberOf<AlignedRuns>(sign.Name, one => Text(SignsOf(one)[i].Mean, SignsOf(one)[i].Interval))),
        ]));
    }

    private static List<(string Name, double Mean, Interval Interval)> SignsOf(AlignedRuns one)
    {
        PhaseSigns[] signs = [.. one.Runs.Select(run => run.Signs).OfType<PhaseSigns>()];
        if (signs.Length < 2) return [];
        return
        [
            Of("misses fall at the start", sign => sign.FallAtStart), Of("more after actions", sign => sign.GrowthBeyondChance),
            Of("idle late", sign => sign.IdleLate), Of("misses rise at the change", sign => sign.RiseAtChange),
        ];

        (string, double, Interval) Of(string name, Func<PhaseSigns, double> sign)
        {
            double[] known = [.. signs.Select(sign).Where(double.IsFinite)];
            if (known.Length < 2) return (name, double.NaN, new(double.NaN, double.NaN));
            var paired = PairedTest.Of(known);
            return (name, paired.Mean, paired.Interval(0.95));
        }
    }

    /// <summary>Before the event, right after it, and at the end of the span.</summary>
    private static (string Name, double From, double Until)[] SpansOf(AlignedSpan span)
    {
        double soon = Math.Max(span.StepSeconds, span.AfterSeconds / 4);
        (string, double, double)[] after = [("soon after", 0, soon), ("at the end", span.AfterSeconds - soon, span.AfterSeconds)];
        return span.BeforeSeconds > 0 ? [("before", -span.BeforeSeconds, 0), .. after] : after;
    }

    private static (Column, Func<T, object?>) NumberOf<T>(string title, Func<T, object?> cell) => (Column.Number(title), cell);

    private static string Text(double mean, Interval interval) => double.IsNaN(mean) ? "-"
        : $"{Rounded(mean)} +-{Rounded(interval.Width / 2)}";

    private static string Rounded(double value) => QuantityText.Number(Math.Round(value, 3));

    private readonly record struct MeasureRow(string Policy, string Measure, string[] Means);
}
