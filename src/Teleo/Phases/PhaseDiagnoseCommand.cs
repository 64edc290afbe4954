using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Controller.Tracing;
using Teleo.Engine.Storage;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Tables;
using Teleo.Experiments.TimeSeries;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Traces;

namespace Teleo.Phases;

/// <summary>The command <c>teleo phase diagnose</c>: finds phases, change points, regimes and warnings in one traced run.</summary>
internal static class PhaseDiagnoseCommand
{
    private static readonly Option<int> Surrogates = CheckedOption.Of(
        "--surrogates", "N", "Number of series of the null model that a warning is compared with", 1000, 99, 100_000);

    private static readonly Option<ulong> Seed = RunOptions.SeedOf("Seed of the null model");
    private static readonly Option<string> Criteria = new("--criteria")
    {
        Description = "Registered criteria for phases: " + string.Join(", ", PhaseCriteria.Registered.Select(c => c.Version)),
        DefaultValueFactory = _ => PhaseCriteria.Latest.Version,
        HelpName = "VERSION"
    };

    public static Subcommand Build() =>
        new("diagnose", "Diagnose a traced run: phases, change points, regimes and early warnings", Diagnose,
        ["teleo phase diagnose run.jsonl.gz --out phases"])
    {
        TraceCommands.Trace, PhaseCommands.Out, FormatOption.Format, Seed, Surrogates, Criteria,
    };

    private static ExitCode Diagnose(CommandContext context) => TraceCommands.Guarded(context, TraceCommands.Trace, reader =>
    {
        var criteria = PhaseCriteria.Find(context.Get(Criteria))
            ?? throw CommandFailure.UnknownName("criteria", context.Get(Criteria), [.. PhaseCriteria.Registered.Select(c => c.Version)]);
        var recorder = new PhaseRecorder();
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (line == TraceLine.Decision) recorder.Note(reader.Record);
        }

        var ticks = recorder.Ticks;
        if (ticks.Count < PhaseDiagnosis.FewestTicks)
            throw CommandFailure.BadInput("TooShort",
                $"{ticks.Count} ticks are too few to diagnose: at least {PhaseDiagnosis.FewestTicks}; trace a longer run (--duration)",
                context.Get(TraceCommands.Trace));
        var diagnosis = context.During("diagnosing", progress => PhaseDiagnosis.Of(ticks, criteria, new SeedTree(context.Get(Seed)),
            context.Get(Surrogates), (done, all) => progress.Report(done, all), context.Cancellation));
        string folder = context.Get(PhaseCommands.Out);
        AtomicFile.WriteText(Path.Combine(folder, "series.csv"), DiagnosisFigures.Csv(ticks));
        diagnosis.Labels.Save(Path.Combine(folder, "labels.json"));
        string title = $"{reader.Header.Policy}, {string.Join(", ", reader.Header.Run.Select(fact => $"{fact.Key} {fact.Value}"))}";
        foreach (var figure in DiagnosisFigures.Of(diagnosis, ticks, title)) figure.Save(folder, context.Get(FormatOption.Format));
        return context.Result(Printed(diagnosis), _ => Write(diagnosis, folder, context));
    });

    private static object Printed(PhaseDiagnosis diagnosis) => new
    {
        diagnosis.Word,
        Criteria = diagnosis.Labels.CriteriaVersion,
        Windows = diagnosis.Labels.Labels.Length,
        Phases = Enum.GetValues<Phase>()
            .ToDictionary(DiagnosisFigures.Word, phase => diagnosis.Labels.Labels.Count(label => label == phase)),
        Conditions = diagnosis.Conditions.Select(condition => new
        {
            Phase = DiagnosisFigures.Word(condition.Phase),
            condition.Condition,
            condition.Met,
        }),
        diagnosis.BlockSeconds,
        Series = diagnosis.Series.Select(series => new
        {
            series.Id,
            series.Word,
            series.Evidence,
            series.Breaks,
            Alarm = QuantityText.Known(series.Alarm),
            series.RegimeMeans,
            DwellSeconds = series.DwellSeconds.Select(QuantityText.Known),
            series.WarningP,
            series.AdjustedWarningP,
            series.Warns,
        }),
    };

    private static void Write(PhaseDiagnosis diagnosis, string folder, CommandContext context)
    {
        var labels = diagnosis.Labels;
        var counts = Enum.GetValues<Phase>()
            .Select(phase => $"{DiagnosisFigures.Word(phase)} {labels.Labels.Count(label => label == phase)}");
        string windows = labels.Labels.Length == 1 ? "1 window" : $"{labels.Labels.Length} windows";
        context.Line($"{windows} of {labels.Window} ticks by criteria {labels.CriteriaVersion}: {string.Join(", ", counts)}");
        WriteConditions(diagnosis, context);
        context.Write(Table.Of(diagnosis.Series,
            (Column.Word("series"), series => series.Id),
            (Column.Word("word"), series => series.IsConstant ? "constant" : Word(series.Word)),
            (Column.Number("breaks"), series => series.IsConstant ? null : series.Breaks.Length),
            (Column.Number("first alarm"), series => series.IsConstant ? null : QuantityText.Duration(series.Alarm)),
            (Column.Number("regimes"), series => series.IsConstant ? null : series.RegimeMeans.Length),
            (Column.Text("dwell"), series => series.IsConstant ? null : string.Join(", ", series.DwellSeconds.Select(Stay))),
            (Column.Number("slowing down, p"), series => series.IsConstant ? null
                : series.AdjustedWarningP.ToString("0.000", CultureInfo.InvariantCulture))));
        if (diagnosis.Ticks < PhaseDiagnosis.TicksForWarnings)
            context.Paragraph($"{diagnosis.Ticks} ticks: too few to show a slowing down, so that none was seen says nothing.");
        context.Paragraph(diagnosis.Word == ChangeWord.RegimeShift
            ? "One run shows a regime shift. Bistable and transition need runs of their own: teleo phase loop, teleo phase scale."
            : "No word for change is earned by this run. Loops and sizes need runs of their own: teleo phase sweep, "
                + "loop, scale.");
        context.Line($"wrote series.csv, labels.json and figures to {folder}");
    }

    /// <summary>Says of each phase that no window is in which of its conditions were met least.</summary>
    private static void WriteConditions(PhaseDiagnosis diagnosis, CommandContext context)
    {
        foreach (var phase in diagnosis.Conditions.GroupBy(condition => condition.Phase))
        {
            if (diagnosis.Labels.Labels.Contains(phase.Key)) continue;
            var lacking = phase.Where(condition => condition.Met < condition.Windows).OrderBy(condition => condition.Met).Take(3)
                .Select(condition => $"{condition.Condition} in {condition.Met} of {condition.Windows}").ToList();
            if (lacking.Count > 0)
                context.Paragraph($"not {DiagnosisFigures.Word(phase.Key)}: {string.Join(", ", lacking)}", indent: 2);
        }
    }

    internal static string Word(ChangeWord word) => word switch
    {
        ChangeWord.NoChange => "none",
        ChangeWord.RegimeShift => "regime shift",
        _ => word.ToString().ToLowerInvariant(),
    };

    private static string Stay(double seconds) => double.IsFinite(seconds) ? QuantityText.Duration(seconds) : "> run";
}
