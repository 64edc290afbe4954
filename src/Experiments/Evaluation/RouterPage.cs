using System.Globalization;
using System.Text;
using Teleo.Engine.Storage;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Evaluation;

/// <summary>Writes the evidence of a router: a page, and the calibration as numbers and as a figure.</summary>
internal static class RouterPage
{
    private const int ConfusionsShown = 8;

    public static void Write(string folder, RouterFile file, IReadOnlyList<RouterExam> exams)
    {
        AtomicFile.WriteText(Path.Combine(folder, "EVIDENCE.md"), Text(file, exams));
        AtomicFile.WriteText(Path.Combine(folder, "calibration.csv"),
            ConfidenceCalibration.Csv("requests", exams.Select(exam => (exam.Figure.Requests, exam.Calibration))));
        var figure = EvidenceFigures.Calibration(exams.Select(exam => (exam.Figure.Requests.Replace('-', ' '), exam.Calibration)),
            "Share of right tasks");
        AtomicFile.WriteText(Path.Combine(folder, $"{figure.Id}.svg"), SvgRenderer.Markup(figure, Theme.Light));
    }

    private static string Text(RouterFile file, IReadOnlyList<RouterExam> exams)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # router

            Names the task of a raw request: logistic regression over {file.Buckets:N0} hashed n-grams of one to three bytes, {file.Weights.Length:N0} numbers, for {file.Tasks.Length} tasks.

            `teleo skill route --train FOLDER --seed {file.Seed}` makes this folder again; `teleo skill route --evaluate` measures the file again and fails if a count is another.
            Trained on training items only, half of them without their leading task word; the temperature of {file.Temperature:F3} was fitted on validation items, likewise.

            ## Right tasks

            {exams[0].Figure.Items:N0} test items, equally many of each task; intervals are Wilson's, 95 %.

            | requests | right | interval | mean confidence | calibration error |
            | --- | ---: | ---: | ---: | ---: |

            """);
        foreach (var exam in exams)
        {
            var interval = exam.Figure.Interval();
            page.Append(CultureInfo.InvariantCulture,
                $"| {exam.Figure.Requests.Replace('-', ' ')} | {100.0 * exam.Figure.Right / exam.Figure.Items:F2} % | "
                    + $"{100 * interval.Lower:F2} % to {100 * interval.Upper:F2} % | "
                    + $"{exam.Outcomes.Average(outcome => outcome.Named.Probability):F4} | {exam.Figure.CalibrationError:F4} |\n");
        }

        page.Append("\n## Confidence\n\n| requests | confidence | items | mean confidence | right |\n| --- | --- | ---: | ---: | ---: |\n");
        foreach (var exam in exams)
        {
            foreach (var bin in exam.Calibration.Bins)
                page.Append(CultureInfo.InvariantCulture,
                    $"| {exam.Figure.Requests.Replace('-', ' ')} | {bin.From} to {bin.To} | {bin.Items} | {bin.MeanConfidence:F4} | "
                        + $"{bin.ShareRight:F4} |\n");
        }

        page.Append(
            "\n![calibration](calibration.svg)\n\n## Errors\n\nThe most frequent ones without the task word:\n\n| asked for | named | "
                + "times |\n| --- | --- | ---: |\n");
        foreach (var miss in exams[^1].Outcomes.Where(outcome => !outcome.IsRight)
            .CountBy(outcome => (outcome.Task, Named: outcome.Named.Task)).OrderByDescending(miss => miss.Value).Take(ConfusionsShown))
            page.Append(CultureInfo.InvariantCulture, $"| {miss.Key.Task} | {miss.Key.Named} | {miss.Value} |\n");
        page.Append("""

            ## Limits

            It knows the requests of its tasks and nothing else: there is no answer "none of them", so other text gets a task too, perhaps with high confidence.
            Without the task word some requests belong to more than one task (a bare `1234` can be sorted or written in Roman numerals); no router can tell those apart,
            and the same text may have been seen in training as another task's. One temperature serves both kinds of request; the table above shows where it is too sure.

            """);
        return page.ToString();
    }
}
