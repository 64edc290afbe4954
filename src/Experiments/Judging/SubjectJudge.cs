using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>
/// Plays a subject under every treatment and judges each commitment. Equal subjects and seeds give equal results at any number of
/// threads.
/// </summary>
internal sealed class SubjectJudge(int seeds, int threads, CancellationToken cancellation)
{
    public const int QuickSeeds = 12, FullSeeds = 48;

    /// <summary>Seeds on which the scale of a matched account is set; they are no seeds of a verdict.</summary>
    private const int ScaleSeeds = 2;

    private const int ScaleSteps = 12;

    /// <summary>Below this binding rate an account forbids too little for a rival to be matched to it.</summary>
    private const double LeastBinding = 0.001;

    private const ulong FirstSeed = 16_001, FirstScaleSeed = 15_001;

    private readonly Dictionary<(string World, string Policy), JudgedRun[]> _references = [];

    /// <summary>Runs of one subject, those for the scales of matched accounts included.</summary>
    public static int RunsAtMost(int seeds) =>
        seeds * (Treatments.Fixed.Count + Treatments.Matched.Count + Treatments.References.Count)
            + Treatments.Matched.Count * ScaleSeeds * (ScaleSteps + 1);

    public static ulong SeedAt(int index) => FirstSeed + (ulong)index;

    /// <param name="reference">Finds the references by name.</param>
    /// <param name="done">Called after each run with the number of runs done, from any thread.</param>
    public JudgeResult Of(SubjectSource source, Func<string, SubjectSource> reference, Action<int>? done = null)
    {
        var evidence = new JudgeEvidence { Seeds = seeds };
        int count = 0;
        void Note() => done?.Invoke(Interlocked.Increment(ref count));

        PlayAll(source, Treatments.Fixed, evidence, Note);
        foreach (var (world, policy) in Treatments.References) evidence.AddReference(
            world, policy, ReferenceRuns(world, policy, reference, Note));
        double binding = evidence.Runs(JudgeWorld.Choice, Treatments.Full)!.Average(BindingOf);
        if (binding > LeastBinding)
        {
            var matched = new List<(JudgeWorld, Treatment)>();
            foreach (var treatment in Treatments.Matched) matched.Add((JudgeWorld.Choice, Match(source, treatment, Note)));
            PlayAll(source, matched, evidence, Note);
        }

        return JudgeResult.Of(source, evidence);
    }

    private void PlayAll(SubjectSource source, IReadOnlyList<(JudgeWorld World, Treatment Treatment)> plays, JudgeEvidence evidence,
        Action note)
    {
        var runs = new JudgedRun[plays.Count * seeds];
        Parallel.For(0, runs.Length, Options, i =>
        {
            var (world, treatment) = plays[i / seeds];
            runs[i] = JudgedRun.Play(source, treatment, world, SeedAt(i % seeds), treatment.Name == Treatments.Full, cancellation);
            note();
        });
        for (int i = 0; i < plays.Count; i++) evidence.Add(plays[i].World, plays[i].Treatment.Name, runs[(i * seeds)..((i + 1) * seeds)]);
    }

    private JudgedRun[] ReferenceRuns(JudgeWorld world, string policy, Func<string, SubjectSource> reference, Action note)
    {
        if (_references.TryGetValue((world.Name, policy), out var known)) return known;
        var runs = new JudgedRun[seeds];
        Parallel.For(0, seeds, Options, i =>
        {
            runs[i] = JudgedRun.Play(reference(policy), Treatment.None, world, SeedAt(i), plays: false, cancellation);
            note();
        });
        return _references[(world.Name, policy)] = runs;
    }

    /// <summary>Sets the scale of an account so that it forbids as often as the subject's own. More scale forbids less.</summary>
    private Treatment Match(SubjectSource source, Treatment treatment, Action note)
    {
        double target = MeanBinding(source, Treatment.None, note), low = Math.Log(1e-6), high = Math.Log(1e6);
        var best = treatment;
        double nearest = double.PositiveInfinity;
        for (int step = 0; step < ScaleSteps; step++)
        {
            double middle = (low + high) / 2;
            var tried = treatment with { Scale = Math.Exp(middle) };
            double binding = MeanBinding(source, tried, note);
            if (Math.Abs(binding - target) < nearest) (best, nearest) = (tried, Math.Abs(binding - target));
            if (nearest < 0.02 * target) break;
            if (binding > target) low = middle;
            else high = middle;
        }

        return best;
    }

    private double MeanBinding(SubjectSource source, Treatment treatment, Action note)
    {
        var rates = new double[ScaleSeeds];
        Parallel.For(0, ScaleSeeds, Options, i =>
        {
            rates[i] = BindingOf(JudgedRun.Play(
                source, treatment, JudgeWorld.Choice, FirstScaleSeed + (ulong)i, plays: false, cancellation));
            note();
        });
        return rates.Average();
    }

    private ParallelOptions Options => new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };

    private static double BindingOf(JudgedRun run) => run.Meter.Wanted == 0 ? 0 : (double)run.Meter.Bound / run.Meter.Wanted;
}
