using System.Collections.Concurrent;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>
/// Plays a subject under every treatment and judges each commitment. Equal subjects and seeds give equal results at any number of
/// threads.
/// </summary>
internal sealed class SubjectJudge(int seeds, int threads, CancellationToken cancellation, ulong firstSeed = SubjectJudge.FirstSeed)
{
    public const int QuickSeeds = 12, FullSeeds = 48;

    /// <summary>Seeds on which the scale of a matched account is set; they are no seeds of a verdict.</summary>
    private const int ScaleSeeds = 2;

    private const int ScaleSteps = 12;

    /// <summary>Below this binding rate an account forbids too little for a rival to be matched to it.</summary>
    private const double LeastBinding = 0.001;

    /// <summary>The first of the seeds of verdicts; criteria and known subjects were made on others.</summary>
    public const ulong FirstSeed = 5_952_907;

    private readonly Dictionary<(string World, string Policy), JudgedRun[]> _references = [];
    private readonly ConcurrentDictionary<(string World, ulong Seed), Lazy<PreparedScenario>> _prepared = [];

    /// <summary>Returns the number of runs of one subject, including those for the scales of matched accounts.</summary>
    public static int RunsAtMost(int seeds) =>
        seeds * (Treatments.Plain.Count + Treatments.Changed.Count + Treatments.Matched.Count + Treatments.References.Count)
            + ScaleSeeds * (1 + Treatments.Matched.Count * ScaleSteps);

    /// <param name="reference">Finds the references by name.</param>
    /// <param name="done">Called after each run with the number of runs done, from any thread.</param>
    public JudgeResult Of(SubjectSource source, Func<string, SubjectSource> reference, Action<int>? done = null)
    {
        var evidence = new JudgeEvidence { Seeds = seeds, FirstSeed = firstSeed };
        var runner = new ParallelRuns(threads, done, cancellation);
        PlayAll(source, Treatments.Plain, evidence, runner);
        PlayChanged(source, evidence, runner);
        foreach (var (world, policy) in Treatments.References) evidence.AddReference(
            world, policy, ReferenceRuns(world, policy, reference, runner));
        double binding = evidence.Runs(JudgeWorld.Choice, Treatments.Full)!.Average(BindingOf);
        if (binding > LeastBinding)
        {
            var matched = new List<(JudgeWorld, Treatment)>();
            double target = MeanBinding(source, Treatment.None, runner);
            foreach (var treatment in Treatments.Matched) matched.Add((JudgeWorld.Choice, Match(source, treatment, target, runner)));
            PlayAll(source, matched, evidence, runner);
        }

        return JudgeResult.Of(source, evidence);
    }

    /// <summary>
    /// Plays the treatments that have an effect on this subject. Without an account or other state, a treatment of it gives the same run to
    /// the bit, and is not run.
    /// </summary>
    private void PlayChanged(SubjectSource source, JudgeEvidence evidence, ParallelRuns runner)
    {
        var changed = new List<(JudgeWorld, Treatment)>();
        foreach (var (world, treatment) in Treatments.Changed)
        {
            var plain = evidence.Runs(world, Treatments.Full)!;
            if (treatment.Changes(plain[0].HasAccount, plain[0].HasRest)) changed.Add((world, treatment));
            else evidence.Add(world, treatment.Name, plain);
        }

        PlayAll(source, changed, evidence, runner);
    }

    private void PlayAll(SubjectSource source, IReadOnlyList<(JudgeWorld World, Treatment Treatment)> cells, JudgeEvidence evidence,
        ParallelRuns runner)
    {
        var runs = runner.OfCells(cells.Count, seeds, (cell, seed) => Play(source, cells[cell].Treatment, cells[cell].World,
            firstSeed + (ulong)seed, cells[cell].Treatment.Name == Treatments.Full));
        for (int i = 0; i < cells.Count; i++) evidence.Add(cells[i].World, cells[i].Treatment.Name, runs[i]);
    }

    private JudgedRun[] ReferenceRuns(JudgeWorld world, string policy, Func<string, SubjectSource> reference, ParallelRuns runner)
    {
        if (_references.TryGetValue((world.Name, policy), out var known)) return known;
        return _references[(world.Name, policy)] = runner.Of(seeds,
            i => Play(reference(policy), Treatment.None, world, firstSeed + (ulong)i, plays: false));
    }

    /// <summary>Sets the scale of an account so that it forbids as often as the subject's own. More scale forbids less.</summary>
    private Treatment Match(SubjectSource source, Treatment treatment, double target, ParallelRuns runner)
    {
        double low = Math.Log(1e-6), high = Math.Log(1e6);
        var best = treatment;
        double nearest = double.PositiveInfinity;
        for (int step = 0; step < ScaleSteps; step++)
        {
            double middle = (low + high) / 2;
            var tried = treatment with { Scale = Math.Exp(middle) };
            double binding = MeanBinding(source, tried, runner);
            if (Math.Abs(binding - target) < nearest) (best, nearest) = (tried, Math.Abs(binding - target));
            if (nearest < 0.02 * target) break;
            if (binding > target) low = middle;
            else high = middle;
        }

        return best;
    }

    private double MeanBinding(SubjectSource source, Treatment treatment, ParallelRuns runner) => runner.Of(ScaleSeeds, i =>
        BindingOf(Play(source, treatment, JudgeWorld.Choice, firstSeed - ScaleSeeds + (ulong)i, plays: false))).Average();

    private JudgedRun Play(SubjectSource source, Treatment treatment, JudgeWorld world, ulong seed, bool plays)
    {
        var prepared = _prepared.GetOrAdd((world.Name, seed), _ => new(() => world.Prepare(seed))).Value;
        return JudgedRun.Play(source, treatment, world, prepared, plays, cancellation);
    }

    private static double BindingOf(JudgedRun run) => run.Meter.Wanted == 0 ? 0 : (double)run.Meter.Bound / run.Meter.Wanted;
}
