using System.Collections.Concurrent;
using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

/// <summary>
/// The analysis on the study's own runs without any effect: how often its interval excluded zero, and how often a sound analysis does so by
/// chance.
/// </summary>
internal sealed record SelfControl(string Id, string Says, int Repetitions, int Rejections, int Most)
{
    private const int Draws = 1_000, LeastSeeds = 10, MadeStudies = 200;

    private static readonly ConcurrentDictionary<(string Name, StoppingKind Rule, int Least, int Values), int[]> CountsOfNothing = new();

    private const double Wrong = 0.025;

    public bool Holds => Rejections <= Most;

    public string Evidence => $"{Rejections} of {Repetitions} found an effect, at most {Most} may";

    /// <summary>Returns none if there are too few seeds or figures.</summary>
    public static IReadOnlyList<SelfControl> Of(StudyResults results)
    {
        var study = results.Study;
        if (study.Seeds.Length < LeastSeeds) return [];
        var controls = new List<SelfControl>();
        double[] baseline = Level(results);
        if (baseline.All(double.IsFinite))
        {
            controls.Add(new("A/A", $"{study.Baseline} against itself on disjoint seeds", Draws, Count(study, baseline, Halves, "A/A"),
                MostByChance(study, baseline.Length, 1, Halves, "A/A")));
        }

        var arms = study.Arms.Where(arm => arm != study.Baseline)
            .Select(arm => Analysis.PooledDifferences(results, study.PrimaryMetric, arm, study.Workloads))
            .Where(d => d.All(double.IsFinite)).ToList();
        if (arms.Count > 0)
        {
            int worst = arms.Max(d => Count(study, d, Flipped, "labels"));
            controls.Add(
                new("labels", $"the labels of {arms.Count} arms and the baseline dealt anew within each seed; the worst arm", Draws, worst,
                MostByChance(study, study.Seeds.Length, arms.Count, Flipped, "labels")));
        }

        return controls;
    }

    /// <summary>Per seed, the baseline's primary metric as a share of its mean, averaged over scenarios.</summary>
    private static double[] Level(StudyResults results)
    {
        var study = results.Study;
        double[][] rows = [.. results.Scenarios.Select(s => results.Values(s.Workload, s.Budget, study.Baseline, study.PrimaryMetric))
            .Where(row => row.Average() != 0)];
        return rows.Length == 0
            ? [double.NaN]
            : [.. Enumerable.Range(0, study.Seeds.Length).Select(i => rows.Average(row => row[i] / row.Average()))];
    }

    private static int Count(StudyDefinition study, double[] values, Func<double[], RandomStream, double[]> nothing, string name) =>
        Enumerable.Range(0, Draws).Count(draw =>
        {
            var stream = new SeedTree(0x7E1E0).Stream($"self-control {name}", (uint)draw);
            return !PairedInference.Of(study, nothing(values, stream)).Interval95.Contains(0);
        });

    /// <summary>
    /// Returns the number of rejections that the worst of some arms exceeds in only one of forty studies without an effect. Permutations of
    /// the same few seeds are not independent studies, so the count is not binomial; it comes from synthetic studies with as many seeds.
    /// </summary>
    private static int MostByChance(StudyDefinition study, int values, int arms,
        Func<double[], RandomStream, double[]> nothing, string name)
    {
        int[] counts = CountsOfNothing.GetOrAdd((name, study.Stopping.Rule, study.Stopping.Least, values), _ => MadeCounts());
        var chance = new SeedTree(0x7E1E1).Stream($"self-control {name}");
        var worst = new int[Draws];
        for (int i = 0; i < worst.Length; i++)
            for (int arm = 0; arm < arms; arm++) worst[i] = Math.Max(worst[i], counts[chance.NextInt(counts.Length)]);
        Array.Sort(worst);
        return worst[(int)Math.Ceiling((1 - Wrong) * Draws) - 1];

        int[] MadeCounts()
        {
            var made = new int[MadeStudies];
            Parallel.For(0, made.Length, i =>
            {
                var normal = new SeedTree(0x7E1E1).Stream($"self-control, made {name}", (uint)i);
                double[] figures = [.. Enumerable.Range(0, values).Select(_ => normal.NextNormal())];
                made[i] = Count(study, figures, nothing, name);
            });
            return made;
        }
    }

    private static double[] Halves(double[] values, RandomStream chance)
    {
        double[] dealt = [.. values];
        chance.Shuffle(dealt.AsSpan());
        int half = dealt.Length / 2;
        return Sample.Differences(dealt[..half], dealt[half..(2 * half)]);
    }

    private static double[] Flipped(double[] differences, RandomStream chance) =>
        [.. differences.Select(d => (chance.NextUInt64() & 1) == 0 ? d : -d)];
}
