using System.Collections.Concurrent;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

/// <summary>
/// Computes effects from runs. The unit is a seed: all arms use the same streams, so their differences per seed are compared, with one set
/// of bootstrap draws and one set of sign flips for all arms of a family.
/// </summary>
internal static class Analysis
{
    /// <summary>Changes whenever a published figure would change for the same runs.</summary>
    public const string Version = "2";

    private static readonly SeedTree Chance = new(0x7E1E0);

    private static readonly ConcurrentDictionary<int, Resamples> Draws = new();

    public static List<Effect> Effects(StudyResults results)
    {
        var study = results.Study;
        var effects = new List<Effect>();
        foreach (string metric in study.AllMetrics)
        {
            foreach (string workload in study.Workloads)
                foreach (double budget in study.Budgets)
                    effects.AddRange(Scenario(results, metric, workload, budget));
            effects.AddRange(AllScenarios(results, metric, study.Workloads));
        }

        return effects;
    }

    /// <summary>The rows over all given workloads: per seed the mean of the relative differences of every scenario.</summary>
    public static List<Effect> AllScenarios(StudyResults results, string metric, IReadOnlyList<string> workloads)
    {
        var study = results.Study;
        var info = results.Metric(metric);
        return Family(study, Effect.AllScenarios, double.NaN, info with { Unit = "relative" }, arm =>
        {
            double[] differences = PooledDifferences(results, metric, arm, workloads);
            int failed = workloads.Sum(w => study.Budgets.Sum(b => results.Failures(w, b, arm) + results.Failures(w, b, study.Baseline)));
            return new(differences, [], [], failed, study.SmallestEffect, results.Mean(study.Baseline, metric), results.Mean(arm, metric));
        });
    }

    /// <summary>
    /// Per seed, the mean over scenarios of the difference relative to the baseline's mean there. NaN where a run is missing.
    /// </summary>
    public static double[] PooledDifferences(StudyResults results, string metric, string arm, IReadOnlyList<string> workloads)
    {
        var study = results.Study;
        var sums = new double[study.Seeds.Length];
        int scenarios = 0;
        foreach (var (workload, budget) in results.Scenarios.Where(s => workloads.Contains(s.Workload)))
        {
            double[] baseline = results.Values(workload, budget, study.Baseline, metric);
            double[] other = results.Values(workload, budget, arm, metric);
            double scale = Math.Abs(MeanOfFinite(baseline));
            for (int i = 0; i < sums.Length; i++) sums[i] += other[i] == baseline[i] ? 0 : (other[i] - baseline[i]) / scale;
            scenarios++;
        }

        return [.. sums.Select(sum => sum / scenarios)];
    }

    public static List<Effect> Scenario(StudyResults results, string metric, string workload, double budget)
    {
        var study = results.Study;
        var info = results.Metric(metric);
        double[] baseline = results.Values(workload, budget, study.Baseline, metric);
        int baselineFailures = results.Failures(workload, budget, study.Baseline);
        return Family(study, workload, budget, info, arm =>
        {
            double[] other = results.Values(workload, budget, arm, metric);
            double margin = study.SmallestEffect * Math.Abs(MeanOfFinite(baseline));
            int failed = results.Failures(workload, budget, arm) + baselineFailures;
            return new(Sample.Differences(other, baseline), other, baseline, failed, margin, MeanOfFinite(baseline), MeanOfFinite(other));
        });
    }

    private sealed record Column(double[] Differences, double[] Arm, double[] Baseline, int Failed,
        double Margin, double BaselineMean, double ArmMean);

    private static List<Effect> Family(StudyDefinition study, string workload, double budget,
        MetricInfo metric, Func<string, Column> columnOf)
    {
        var columns = study.Arms.Where(arm => arm != study.Baseline).Select(arm => (arm, column: columnOf(arm))).ToList();
        var effects = new List<Effect>();

        // Arms whose seeds are all there share draws and flips; one that lacks a pair is described and not tested.
        var whole = columns.Where(c => c.column.Differences.All(double.IsFinite)).ToList();
        var (raw, adjusted) = PValues(study, [.. whole.Select(c => c.column.Differences)]);
        var draws = whole.Count > 0 && study.Seeds.Length > 1
            ? Draws.GetOrAdd(study.Seeds.Length, size => Resamples.Draw(size, Chance.Stream("bootstrap")))
            : null;

        foreach (var (arm, column) in columns)
        {
            int member = whole.FindIndex(c => c.arm == arm);
            double[] pairs = [.. column.Differences.Where(double.IsFinite)];
            bool tested = member >= 0 && draws is not null;
            var judge = PairedInference.Of(study, pairs);
            effects.Add(new()
            {
                Workload = workload,
                Budget = budget,
                Arm = arm,
                Metric = metric,
                Seeds = study.Seeds.Length,
                Pairs = pairs.Length,
                Failed = column.Failed,
                BaselineMean = column.BaselineMean,
                ArmMean = column.ArmMean,
                Difference = pairs.Length > 0 ? Sample.Mean(pairs) : double.NaN,
                Interval95 = judge.Interval95,
                Interval90 = judge.Interval90,
                Bca95 = tested ? Bootstrap.OfMean(column.Differences, draws!) : Unknown,
                P = tested ? raw[member] : double.NaN,
                AdjustedP = tested ? adjusted[member] : double.NaN,
                Margin = column.Margin,
                Posterior = pairs.Length > 1 ? CorrelatedBayes.Of(pairs, study.Correlation, column.Margin) : null,
                VarianceReduction = tested && column.Arm.Length > 0
                    ? PairedTest.VarianceReduction(column.Arm, column.Baseline)
                    : double.NaN,
            });
        }

        return effects;
    }

    private static (double[] Raw, double[] Adjusted) PValues(StudyDefinition study, double[][] differences)
    {
        if (differences.Length == 0) return ([], []);
        if (study.Stopping.Rule != StoppingKind.None)
        {
            double[] anytime = [.. differences.Select(PairedInference.AnytimeP)];
            return (anytime, Multiplicity.Holm(anytime));
        }

        var family = SignFlip.Family(differences, Chance.Stream("sign flips"));
        return (family.Raw, Adjust(study.Family, family));
    }

    private static readonly Interval Unknown = new(double.NaN, double.NaN);

    private static double[] Adjust(Studies.Family method, SignFlip.FamilyResult family) => method switch
    {
        Studies.Family.Holm => Multiplicity.Holm(family.Raw),
        Studies.Family.BenjaminiHochberg => Multiplicity.BenjaminiHochberg(family.Raw),
        Studies.Family.BenjaminiYekutieli => Multiplicity.BenjaminiYekutieli(family.Raw),
        _ => family.Adjusted,
    };

    /// <summary>Returns the mean of the finite values; NaN if there are none.</summary>
    internal static double MeanOfFinite(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? double.NaN : finite.Average();
    }
}
