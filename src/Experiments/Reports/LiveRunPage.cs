using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>Writes the page of one live run: verdict, requests and loads of each skill, metrics, assumptions.</summary>
internal static class LiveRunPage
{
    /// <summary>The number of shown skills: those with the most requests.</summary>
    private const int SkillsShown = 12;

    /// <param name="asked">The command line of the run.</param>
    /// <param name="trace">The file of its trace, if it wrote one.</param>
    public static ReportPage Of(LiveResult result, LiveRunOptions options, string asked, string? trace)
    {
        var known = result.Skills.Where(row => row.Arrivals > 0 || row.Loads > 0).OrderByDescending(row => row.Arrivals).ToList();
        int unknown = result.Skills.Length - known.Count;
        return new ReportPage($"{result.Policy} on {result.Workload}, live", Verdict(result),
        [
            new Block.Heading("Skills"),
            Skills(known),
            new Block.Heading("Run"),
            Figures(result),
            .. Block.If(unknown > 0, () => new Block.Paragraph($"{unknown} more skills had no requests.")),
            .. result.RefusedPackages.Select(refused => new Block.Paragraph($"{refused.Package} was left out: {refused.Why}.")),
            new Block.Heading("Assumed"),
            .. Assumed(options).Select(assumed => new Block.Paragraph($"ASSUMED {assumed}")),
        ])
        {
            Picture = known.Count == 0 ? null : new(Chart(known), "Requests for each skill, and the loads that they took."),
            Next = [.. Steps(result, options, asked, trace)],
        };
    }

    private static IEnumerable<NextStep> Steps(LiveResult result, LiveRunOptions options, string asked, string? trace)
    {
        const string File = "run.jsonl.gz";
        yield return trace is null
            ? new("Write down every decision, then look at them in a browser.", $"{asked} --trace {File} && teleo trace view {File}")
            : new("Look at every decision in a browser.", $"teleo trace view {trace}");
        string rival = result.Policy == "lru" ? "teleodynamic" : "lru";
        yield return new("One run says nothing of chance. Play another policy on the same requests.", $"{asked} --policy {rival}");
        yield return new("See how closely the simulator, which can play many seeds, follows this pool.",
            $"teleo pool fidelity --skills {options.Skills} --workload {options.Workload} --budget {options.Budget}");
    }

    private static string Verdict(LiveResult result)
    {
        string lost = result.Requests == result.Answered ? "all" : $"{result.Answered:N0}";
        var report = result.Report;
        string wait = report.MeanWaitS is not { } mean ? ""
            : report.Misses == 0 ? "; every request found its skill loaded"
            : string.Create(CultureInfo.InvariantCulture, $"; a request waited {mean * 1e3:0.##} ms for its skill on average");
        string stopped = result.IsDone ? "" : " The run was stopped before its end.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of {result.Requests:N0} requests {lost} were answered, {report.SloAttainment:P1} of them in time{wait}.{stopped}");
    }

    private static Figure Chart(List<LiveSkillRow> known)
    {
        var shown = known.Take(SkillsShown).ToList();
        ImmutableArray<Bar> BarsOf(Func<LiveSkillRow, double> of) => [.. shown.Select((row, i) => new Bar(i, of(row)))];
        var names = new Scale.Categories("", [.. shown.Select(row => row.Name)]);
        return Figure.Of("pool-run", new Scale.Linear("Requests and loads") { Zero = true }, names,
            new Mark.Bars(BarsOf(row => row.Arrivals)) { Name = "requests" },
            new Mark.Bars(BarsOf(row => row.Loads)) { Name = "loads" }) with
        {
            Width = 900,
            Note = known.Count > SkillsShown ? $"The {SkillsShown} most requested skills of {known.Count}." : null,
        };
    }

    private static Block.Table Skills(List<LiveSkillRow> known) => Block.Table.Of(
        "Skills with requests or loads; times are measured means", known,
        (Column.Text("skill"), row => row.Name),
        (Column.Text("stage"), row => row.Stage),
        (Column.Number("asked"), row => $"{row.Arrivals}"),
        (Column.Number("answered"), row => $"{row.Completions}"),
        (Column.Number("loads"), row => $"{row.Loads}"),
        (Column.Number("load"), row => QuantityText.Duration(row.MeanLoadSeconds)),
        (Column.Number("service"), row => QuantityText.Duration(row.MeanServiceSeconds)));

    private static Block.Table Figures(LiveResult result)
    {
        var report = result.Report;
        (string Name, object Value)[] figures =
        [
            ("answered requests", result.Answered), ("right answers", result.Right),
            ("refused", result.Refused), ("timed out", result.TimedOut), ("cancelled", result.Cancelled), ("failed", result.Failed),
            ("mean wait for the skill", QuantityText.Duration(report.MeanWaitS)), ("p95 of it", QuantityText.Duration(report.P95WaitS)),
            ("the longest", QuantityText.Duration(report.MaxWaitS)),
            ("misses", report.Misses), ("loads", report.Loads), ("time of loading", QuantityText.Duration(report.LoadSeconds)),
            ("memory for weights", ByteSize.Text(result.BudgetBytes)),
            ("simulated span of time", QuantityText.Duration(result.PlantSeconds)),
            ("duration of the run", QuantityText.Duration(result.RealSeconds)),
        ];
        return Block.Table.Of("Figures are defined in docs/reference/EXPERIMENTS.md", figures,
            (Column.Text("figure"), figure => figure.Name), (Column.Number("value"), figure => figure.Value));
    }

    private static IEnumerable<string> Assumed(LiveRunOptions options)
    {
        if (options.Profiles.Count == 0)
            yield return "load and service times of a skill before it was first measured: worked out from its file. Instead: give "
                + "--profile FILE of teleo pool calibrate.";
        if (options.SkipsIdle)
            yield return "that nothing happens in idle times, which are skipped. Instead: --speed real.";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"that an answer is in time within {options.LimitSeconds} s. Instead: --limit S.");
    }
}
