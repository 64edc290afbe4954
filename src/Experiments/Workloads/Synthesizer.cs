using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Makes requests from a <see cref="SynthesisSpec"/> and a seed, in order of arrival, keeping only pending follow-ups. Arrivals, skills,
/// tokens and workflows draw from separate streams: a change of one leaves the others unchanged.
/// </summary>
internal static class Synthesizer
{
    public static ImmutableArray<string> SkillNames(int count)
    {
        string digits = new('0', (count - 1).ToString().Length);
        return [.. Enumerable.Range(0, count).Select(i => $"skill-{i.ToString(digits)}")];
    }

    public static MemoryWorkload Trace(SynthesisSpec spec, SeedTree seeds) => new(SkillNames(spec.Skills), [.. Requests(spec, seeds)]);

    public static IEnumerable<Request> Requests(SynthesisSpec spec, SeedTree seeds)
    {
        if (spec.Problems() is [var problem, ..]) throw new ArgumentException(problem);
        RandomStream arrivals = seeds.Stream("workload.arrivals"), skills = seeds.Stream("workload.skills");
        RandomStream tokens = seeds.Stream("workload.tokens"), flows = seeds.Stream("workload.flows");
        var popularity = new Popularity(spec, seeds.Stream("workload.ranks"));
        var renewal = new Renewal(spec.Gaps, spec.GapShape);
        var intensity = IntensityOf(spec, seeds);
        int[] next = NextOfWorkflow(spec.Skills, seeds.Stream("workload.workflow"));
        var followUps = new PriorityQueue<Request, (long, int)>();

        double seconds = 0;
        int session = 0;
        while (true)
        {
            seconds = intensity.After(seconds, renewal.NextGap(ref arrivals));
            bool isOver = seconds > spec.DurationSeconds;
            long nanoseconds = isOver ? long.MaxValue : Nanoseconds(seconds);
            while (followUps.TryPeek(out var due, out _) && due.ArrivalNs <= nanoseconds)
            {
                followUps.Dequeue();
                if (due.ArrivalNs > Nanoseconds(spec.DurationSeconds)) continue;
                yield return due;
                Follow(due);
            }

            if (isOver) yield break;
            var request = Ask(nanoseconds, popularity.Skill(skills.NextDouble(), seconds), session++);
            yield return request;
            Follow(request);
        }

        Request Ask(long nanoseconds, int skill, int session) => new(
            nanoseconds, skill, session,
            Tokens.Draw(ref tokens, spec.InputTokensMedian, spec.TokenSpread),
            Tokens.Draw(ref tokens, spec.OutputTokensMedian, spec.TokenSpread));

        void Follow(in Request request)
        {
            // Both draws are always made, so that another probability leaves the later think times alone.
            double chance = flows.NextDouble(), think = flows.NextExponential() * spec.ThinkSeconds;
            if (chance >= spec.FollowProbability) return;
            var later = Ask(request.ArrivalNs + Nanoseconds(think), next[request.Skill], request.Session);
            followUps.Enqueue(later, (later.ArrivalNs, later.Session));
        }
    }

    private static Intensity IntensityOf(SynthesisSpec spec, SeedTree seeds) => spec.Rate switch
    {
        RateShape.OnOff => new Intensity.OnOff(spec.RatePerSecond, spec.OnSeconds, spec.OffSeconds, seeds.Stream("workload.bursts")),
        RateShape.Diurnal => new Intensity.Diurnal(spec.RatePerSecond, spec.DiurnalDepth, spec.DiurnalPeriodSeconds),
        _ => new Intensity.Constant(spec.RatePerSecond),
    };

    /// <summary>Returns one cycle through all skills in a random order: every skill has exactly one successor.</summary>
    private static int[] NextOfWorkflow(int skills, RandomStream stream)
    {
        int[] order = [.. Enumerable.Range(0, skills)], next = new int[skills];
        stream.Shuffle(order.AsSpan());
        for (int i = 0; i < skills; i++) next[order[i]] = order[(i + 1) % skills];
        return next;
    }

    private static long Nanoseconds(double seconds) => (long)(seconds * Request.NanosecondsPerSecond);
}
