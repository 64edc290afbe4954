using System.Collections.Immutable;
using Teleo.Figures.Drawing;
using Teleo.Training.Runs;

namespace Teleo.Experiments.Evaluation;

/// <summary>Draws the two figures of a skill's evidence.</summary>
internal static class EvidenceFigures
{
    public static Figure Curve(IReadOnlyList<TrainingPoint> curve)
    {
        ImmutableArray<double> steps = [.. curve.Select(point => (double)point.Step)];
        var step = new Scale.Linear("Step") { From = 0 };
        return new Figure("curve",
        [
            new Panel(step, new Scale.Logarithmic("Loss per token"),
            [
                new Mark.Line(steps, [.. curve.Select(point => point.TrainLoss)]) { Name = "training" },
                new Mark.Line(steps, [.. curve.Select(point => point.ValidationLoss)]) { Name = "validation" },
            ]),
            new Panel(step, new Scale.Linear("Exact answers in validation")
            {
                From = 0,
                To = 1
            }, [new Mark.Line(steps, [.. curve.Select(point => point.ValidationExact)])]),
        ])
        {
            Columns = 2,
        };
    }

    public static Figure Calibration(IEnumerable<ExamResult> results) => Calibration(
        results.Where(result => !result.Variant.EndsWith("slm", StringComparison.Ordinal))
            .Select(result => (result.Variant,
                new ConfidenceCalibration([.. result.Outcomes.Select(outcome => (outcome.Confidence, outcome.IsExact))]))),
        "Share of right answers");

    public static Figure Calibration(IEnumerable<(string Name, ConfidenceCalibration Calibration)> curves, string title)
    {
        var share = new Scale.Linear(title) { From = 0, To = 1 };
        var marks =
            curves.Select(
                curve => (Mark)new Mark.Line([.. curve.Calibration.Bins.Select(bin => bin.MeanConfidence)],
                    [.. curve.Calibration.Bins.Select(bin => bin.ShareRight)])
                {
                    Name = curve.Name,
                    Markers = true
                });
        return Figure.Of("calibration", new Scale.Linear("Confidence")
        {
            From = 0,
            To = 1
        }, share, [new Mark.Line([0, 1], [0, 1]) { Muted = true }, .. marks]) with
        {
            Width = 420,
            Note = "Ranges with few answers scatter about the diagonal.",
        };
    }
}
