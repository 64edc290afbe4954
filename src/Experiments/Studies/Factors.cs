using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Studies;

/// <summary>The arms of a crossed study: every subset of its ablations, combined by name.</summary>
internal static class Factors
{
    /// <summary>Returns the arm with these of the study's ablations; bit i of <paramref name="kept"/> keeps component i.</summary>
    public static string Arm(StudyDefinition study, int kept)
    {
        string[] ablated = [.. study.Factors.Where((_, i) => (kept >> i & 1) == 0)];
        return ablated.Length == 0 ? study.Baseline : $"{study.Baseline}-{string.Join('+', ablated)}";
    }

    /// <summary>The definition with every combination among its arms.</summary>
    public static StudyDefinition Crossed(StudyDefinition study) => study.Factors.IsEmpty ? study : study with
    {
        Arms = [.. study.Arms.Union(Enumerable.Range(0, 1 << study.Factors.Length).Reverse().Select(kept => Arm(study, kept)))],
    };

    /// <summary>
    /// Returns per seed the result of every subset of the components: the metric over the baseline's mean, averaged over scenarios.
    /// </summary>
    public static IReadOnlyList<Factorial> PerSeed(StudyResults results)
    {
        var study = results.Study;
        double[][] outcomes = [.. Enumerable.Range(0, 1 << study.Factors.Length).Select(kept => Level(results, Arm(study, kept)))];
        return [.. Enumerable.Range(0, study.Seeds.Length).Select(seed => new Factorial([.. outcomes.Select(outcome => outcome[seed])]))];
    }

    private static double[] Level(StudyResults results, string arm) =>
        arm == results.Study.Baseline
            ? new double[results.Study.Seeds.Length]
            : Analysis.PooledDifferences(results, results.Study.PrimaryMetric, arm, results.Study.Workloads);
}
