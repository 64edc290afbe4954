using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// One criterion of a commitment for the learner on one data set: the mean of a metric over splits, whose whole 95 % interval must be above
/// a threshold. A learner of samples has no pool: C5 uses phases of its loss, and criteria on demand do not apply.
/// </summary>
/// <param name="Answer">holds, fails, or open where the interval contains the threshold.</param>
internal sealed record LearnerVerdict(
    string Commitment, string Asks, string Data, int Splits, double Mean, double Lower, double Upper, double Threshold, string Answer)
{
    private static readonly Criterion[] Criteria =
    [
        new("C1", "accuracy lost with parameters fixed", 0.02, "fixed-parameters", (own, other) => own.Accuracy - other.Accuracy),
        new("C2", "share of wanted actions that the resource forbids", 0.01, "", (run, _) => Share(run.Forbidden, run.Wanted)),
        new("C2", "accuracy lost with the gate open", 0.005, "gate-open", (own, other) => own.Accuracy - other.Accuracy),
        new("C3", "accuracy lost where the higher objective wins", 0.02, "inverted", (own, other) => own.Accuracy - other.Accuracy),
        new("C4", "share of runs whose structure freezes", 0.5, "", (run, _) => run.Froze ? 1 : 0),
        new("C4", "accuracy lost without structure: it moves before it halts", 0.02, "no-structure", (own, other) =>
            own.Accuracy - other.Accuracy),
        new("C5", "loss that falls from the first pass to the last, as a share", 0.05, "", (run, _) => 1 - run.LastLoss / run.FirstLoss),
    ];

    /// <summary>Judges every criterion whose variant was run, for each data set.</summary>
    public static IEnumerable<LearnerVerdict> Of(DistributionResults results)
    {
        var runs = results.Runs.ToDictionary(run => (run.Data, run.Setting, run.Split));
        foreach (string data in results.Runs.Select(run => run.Data).Distinct())
        {
            LearnerFigures[] main = [.. results.Runs.Where(run => run.Data == data && run.Setting == LearnerSetting.Main)];
            foreach (var criterion in Criteria)
            {
                double[] figures = [.. criterion.Figures(main, runs)];
                if (figures.Length >= 2) yield return Judge(criterion, data, figures);
            }
        }
    }

    private static LearnerVerdict Judge(Criterion criterion, string data, double[] figures)
    {
        var interval = PairedTest.Of(figures).Interval(0.95);
        string answer = interval.Lower > criterion.Threshold ? "holds" : interval.Upper <= criterion.Threshold ? "fails" : "open";
        return new(criterion.Commitment, criterion.Asks, data, figures.Length, Sample.Mean(figures), interval.Lower, interval.Upper,
            criterion.Threshold, answer);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    /// <param name="Variant">The setting that a run is compared with, split by split; empty for none.</param>
    private sealed record Criterion(
        string Commitment, string Asks, double Threshold, string Variant, Func<LearnerFigures, LearnerFigures, double> Figure)
    {
        public IEnumerable<double> Figures(LearnerFigures[] main, Dictionary<(string, string, int), LearnerFigures> runs)
        {
            foreach (var run in main)
            {
                if (Variant.Length == 0) yield return Figure(run, run);
                else if (runs.TryGetValue((run.Data, Variant, run.Split), out var other)) yield return Figure(run, other);
            }
        }
    }
}
