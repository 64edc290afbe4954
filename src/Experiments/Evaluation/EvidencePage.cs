using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Figures.Drawing;
using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>Writes the page on a skill's training and measured results, with its figures.</summary>
public sealed class EvidencePage(SkillManifest manifest, TrainingRecord record,
    IReadOnlyList<TaskEntry> tasks, ImmutableArray<ExamResult> results)
{
    private const string Page = "EVIDENCE.md";
    private const string CalibrationFile = "calibration.csv";
    private const int MissesShown = 3;
    private const int LargestCurveBytes = 1 << 24;

    public void Write(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, Page), Text());
        AtomicFile.WriteText(Path.Combine(folder, CalibrationFile), ConfidenceCalibration.Csv("variant",
            results.Select(result => (result.Variant, CalibrationOf(result)))));
        string curve = InputFile.ReadText(Path.Combine(folder, TrainingRecord.CurveFile), LargestCurveBytes);
        Draw(EvidenceFigures.Curve(TrainingPoint.FromCsv(curve)));
        Draw(EvidenceFigures.Calibration(results));

        void Draw(Figure figure) => AtomicFile.WriteText(Path.Combine(folder, $"{figure.Id}.svg"), SvgRenderer.Markup(figure, Theme.Light));
    }

    private string Text()
    {
        var page = new StringBuilder();
        AddOrigin(page);
        AddAnswers(page);
        AddErrors(page);
        AddConfidence(page);
        return page.ToString();
    }

    private void AddOrigin(StringBuilder page)
    {
        var shape = record.Options.Shape;
        page.Append(CultureInfo.InvariantCulture, $"""
            # {manifest.Id}

            {string.Join(' ', tasks.Select(entry => entry.Task.Description))} {(record.Options.Adapter is { } adapter
                ? $"A LoRA adapter of rank {adapter.Rank} and alpha {adapter.Alpha} over {manifest.Dependencies[0]}: {record.Parameters:N0} numbers beside a model (Llama architecture, bytes as tokens) of"
                : $"A model of {record.Parameters:N0} parameters (Llama architecture, bytes as tokens):")} {shape.Layers} blocks,
            width {shape.Hidden}, feed-forward {shape.FeedForward}, {shape.Heads} heads, {shape.KvHeads} of them for keys and values.

            This page is made by `teleo skill make`; `teleo skill evaluate skills/{manifest.Id}` measures the files again and fails if a count of right answers is another.

            ## Training

            `{record.Command}` makes the same file again, bit for bit on the same kind of machine (sha256 `{record.ModelSha256}`).
            {record.StepsDone:N0} steps of {record.Options.BatchTokens:N0} tokens, learning rate {record.Options.LearningRate}; {record.ProcessorSeconds:N0} s of one processor{(record.FromStep > 0 ? $" from step {record.FromStep:N0} on" : "")}.

            Items are drawn from the seed: {string.Join(", ", tasks.Select(entry => $"{entry.Task.Name} at difficulty {entry.Difficulty}"))}. A hash of the request says whether it is for training,
            validation or testing, so no test request can be drawn in training. Half of what is drawn for training is as hard as the test, the rest also easier.

            ![training curve](curve.svg)


            """);
    }

    private void AddAnswers(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"""
            ## Exact answers

            {results[0].Items:N0} test items{(tasks.Count > 1 ? $", {results[0].Items / tasks.Count} to {(results[0].Items + tasks.Count - 1) / tasks.Count} of each task" : "")}, {results[0].DistinctRequests:N0} of them different, answered greedily; intervals are Wilson's, 95 %.


            """);
        Table(page, ["variant", "exact", "interval", "bytes", "tokens/s"], results.Select(result => new object[]
        {
            result.Variant, Percent(result.Share), $"{Percent(result.Interval.Lower)} to {Percent(result.Interval.Upper)}",
            manifest.Artifacts.Single(artifact => artifact.Variant == result.Variant).SizeBytes
                .ToString("N0", CultureInfo.InvariantCulture),
            (100 * Math.Round(result.TokensPerSecond / 100)).ToString("N0", CultureInfo.InvariantCulture),
        }));
        if (tasks.Count > 1)
            Table(page, ["task", .. results.Select(result => result.Variant)],
                tasks.Select(entry => new object[] { entry.Task.Name }.Concat(results.Select(result => ShareOf(result, entry))).ToArray()));

        page.Append(
            "Tokens per second are those of one thread when the page was made, with other work on the machine: an order of "
                + "magnitude.\n\n");
    }

    private void AddErrors(StringBuilder page)
    {
        page.Append("## Errors\n\n");
        Table(page, ["variant", "one character", "several", "wrong length", "not ended"], results.Select(result => new object[]
        {
            result.Variant, result.Count(AnswerKind.OneCharacter), result.Count(AnswerKind.SeveralCharacters),
            result.Count(AnswerKind.WrongLength), result.Count(AnswerKind.Unended),
        }));
        foreach (var miss in results[0].Outcomes.Where(outcome => !outcome.IsExact).Take(MissesShown))
            page.Append(CultureInfo.InvariantCulture,
                $"- `{miss.Item.Request}` should give `{miss.Item.Answer}`, and gave `{miss.Answer}` with confidence "
                    + $"{miss.Confidence:F2}\n");
    }

    private void AddConfidence(StringBuilder page)
    {
        page.Append("\n## Confidence\n\nIt is the probability the model gives to its whole answer, the end included.\n\n");
        Table(page, ["variant", "mean confidence", "exact", "calibration error"], results.Select(result => new object[]
        {
            result.Variant, result.Outcomes.Average(outcome => outcome.Confidence).ToString("F4", CultureInfo.InvariantCulture),
            result.Share.ToString("F4", CultureInfo.InvariantCulture),
            CalibrationOf(result).ExpectedError.ToString("F4", CultureInfo.InvariantCulture),
        }));
        page.Append($"""
            The numbers of each range of confidence are in `{CalibrationFile}`.

            ![calibration](calibration.svg)

            ## Limits

            It was trained and tested on requests that match `{manifest.Contract.Input.Pattern}`, of the difficulty above. Anything else gets an answer as well,
            of which nothing is known; longer requests than were drawn are most likely answered wrongly. A request begins with the word that names its task.

            """);
    }

    private static string ShareOf(ExamResult result, TaskEntry entry)
    {
        var own = result.Outcomes.Where(outcome => outcome.Item.Task == entry.Task.Name).ToList();
        return Percent((double)own.Count(outcome => outcome.IsExact) / own.Count);
    }

    private static ConfidenceCalibration CalibrationOf(ExamResult result) =>
        new([.. result.Outcomes.Select(outcome => (outcome.Confidence, outcome.IsExact))]);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");

    private static void Table(StringBuilder page, IReadOnlyList<string> titles, IEnumerable<object[]> rows)
    {
        page.Append("| ").AppendJoin(" | ", titles).Append(" |\n| --- |")
            .Append(string.Concat(Enumerable.Repeat(" ---: |", titles.Count - 1))).Append('\n');
        foreach (object[] row in rows) page.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        page.Append('\n');
    }
}
