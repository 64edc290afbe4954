using System.Globalization;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Falsification;

/// <summary>The runs of a study for the criteria: per seed, averaged over the workloads of one budget.</summary>
internal sealed class Evidence(StudyResults results)
{
    /// <summary>The smallest budget: the pool is under pressure.</summary>
    public double Tight => results.Study.Budgets.Min();

    /// <summary>The largest budget, without a binding outer limit.</summary>
    public double Ample => results.Study.Budgets.Max();

    public double Alpha => results.Study.Alpha;

    public bool Has(string arm) => results.Study.Arms.Contains(arm);

    /// <summary>Returns one value per seed.</summary>
    public double[] Seeds(string arm, string metric, double budget)
    {
        double[][] rows = [.. results.Study.Workloads.Select(workload => results.Values(workload, budget, arm, metric))];
        return [.. Enumerable.Range(0, results.Study.Seeds.Length).Select(seed => rows.Average(row => row[seed]))];
    }

    /// <summary>Every run's figure, over all workloads and budgets.</summary>
    public double[] Runs(string arm, string metric) =>
        [.. results.Study.Workloads.SelectMany(w => results.Study.Budgets.SelectMany(b => results.Values(w, b, arm, metric)))];

    /// <summary>Tests whether a condition holds in every run of an arm; unknown if one run failed or lacks the metric.</summary>
    public Finding Always(string arm, string metric, Func<double, bool> holds, string wanted)
    {
        double[] runs = Runs(arm, metric);
        int known = runs.Count(double.IsFinite), good = runs.Where(double.IsFinite).Count(holds);
        string said = $"{metric} of {arm} {wanted} in {good} of {runs.Length} runs";
        return good < known
            ? new(CriterionAnswer.Fails, said)
            : new(known == runs.Length ? CriterionAnswer.Holds : CriterionAnswer.Unknown, said);
    }

    /// <summary>
    /// Finds whether our controller shows a share above zero in any run. If it never did, the runs may not have called for it.
    /// </summary>
    public Finding Somewhere(string metric)
    {
        double[] known = [.. Runs(Arms.Full, metric).Where(double.IsFinite)];
        return new(known.Any(x => x > 0) ? CriterionAnswer.Holds : CriterionAnswer.Unknown,
            $"{metric} is above 0 in {known.Count(x => x > 0)} of {known.Length} runs that are long enough");
    }

    /// <summary>Finds whether one figure of our controller exceeds another of the same runs.</summary>
    public Finding Exceeds(string metric, string other, double budget) =>
        Against(Sample.Differences(Seeds(Arms.Full, metric, budget), Seeds(Arms.Full, other, budget)),
            0, $"{metric} less {other} at {budget:P0}");

    /// <summary>Tests whether the mean of a metric is above a threshold, by its 95 % interval.</summary>
    public Finding Above(string arm, string metric, double budget, double bar) =>
        Against(Seeds(arm, metric, budget), bar, $"{metric} of {arm} at {budget:P0}");

    public Finding Below(string arm, string metric, double budget, double bar) =>
        Against([.. Seeds(arm, metric, budget).Select(x => -x)], -bar, $"{metric} of {arm} at {budget:P0}", sign: -1);

    /// <summary>
    /// Finds whether one arm's figure differs from another's, seed by seed. Equal in every seed is a failure, not a doubt.
    /// </summary>
    public Finding Differs(string arm, string other, string metric, double budget)
    {
        double[] d = Sample.Differences(Seeds(arm, metric, budget), Seeds(other, metric, budget));
        if (!d.All(double.IsFinite)) return new(CriterionAnswer.Unknown, $"{metric} is missing in some runs");
        if (d.All(x => x == 0)) return new(CriterionAnswer.Fails, $"{metric} of {arm} and {other} are equal in every run");
        double p = SignFlip.PTwoSided(d, new(0));
        return new(p < Alpha ? CriterionAnswer.Holds : CriterionAnswer.Unknown,
            $"{metric} of {arm} less {other}: {Shown(d)}, p "
                + $"{(p < 0.0001 ? "<0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture))}");
    }

    /// <summary>Finds whether an arm costs more than our controller by more than the margin.</summary>
    public Finding Loses(string arm, double margin, double budget)
    {
        double[] ours = Seeds(Arms.Full, PoolMetrics.Cost, budget), theirs = Seeds(arm, PoolMetrics.Cost, budget);
        double scale = ours.Average();
        double[] d = [.. theirs.Zip(ours, (t, o) => (t - o) / scale)];
        return Against(d, margin, $"cost of {arm} over ours at {budget:P0}", percent: true);
    }

    /// <summary>Finds whether a figure is the same in two arms, to within a margin in its own unit.</summary>
    public Finding Same(string arm, string other, string metric, double budget, double margin)
    {
        double[] d = Sample.Differences(Seeds(arm, metric, budget), Seeds(other, metric, budget));
        if (!d.All(double.IsFinite)) return new(CriterionAnswer.Unknown, $"{metric} is missing in some runs");
        var outcome = Equivalence.Judge(d, margin);
        return new(
            outcome switch
            {
                MarginConclusion.Equivalent => CriterionAnswer.Holds,
                MarginConclusion.Superior or MarginConclusion.Inferior => CriterionAnswer.Fails,
                _ => CriterionAnswer.Unknown
            },
            $"{metric} of {arm} less {other}: {Shown(d)}, margin {margin}");
    }

    private static Finding Against(double[] values, double bar, string what, int sign = 1, bool percent = false)
    {
        if (!values.All(double.IsFinite)) return new(CriterionAnswer.Unknown, $"{what} is missing in some runs");
        var interval = PairedTest.Of(values).Interval(0.95);
        var answer = interval.Lower > bar
            ? CriterionAnswer.Holds
            : interval.Upper < bar || (interval.Width == 0 && interval.Upper <= bar) ? CriterionAnswer.Fails : CriterionAnswer.Unknown;
        double[] ends = [sign * interval.Lower + 0.0, sign * interval.Upper + 0.0];
        Array.Sort(ends);
        string format = percent ? "0.0 %" : "0.####";
        string low = ends[0].ToString(format, CultureInfo.InvariantCulture), high = ends[1].ToString(format, CultureInfo.InvariantCulture);
        return new(answer, $"{what}: {low} to {high}, bar {(sign * bar + 0.0).ToString(format, CultureInfo.InvariantCulture)}");
    }

    private static string Shown(double[] values)
    {
        var interval = PairedTest.Of(values).Interval(0.95);
        return string.Create(CultureInfo.InvariantCulture, $"{Sample.Mean(values):G4} ({interval.Lower:G4} to {interval.Upper:G4})");
    }
}
