using Teleo.Controller.Policies;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Bounds;

/// <summary>The arrivals of a trace skill by skill: the future of a run, for bounds and clairvoyants.</summary>
internal sealed class SkillArrivals(long[][] arrivals) : IFuture
{
    public long NextArrivalNs(int skill, long afterNs)
    {
        long[] own = arrivals[skill];
        int at = FirstAfter(own, afterNs);
        return at < own.Length ? own[at] : long.MaxValue;
    }

    public long Count(int skill, long afterNs, long untilNs) =>
        untilNs <= afterNs ? 0 : FirstAfter(arrivals[skill], untilNs) - FirstAfter(arrivals[skill], afterNs);

    /// <summary>The index of the first arrival after a time; of several at one time, of the first of them.</summary>
    private static int FirstAfter(long[] own, long afterNs)
    {
        int low = 0, high = own.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (own[middle] > afterNs) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    public static long[][] Of(IWorkload trace)
    {
        var bySkill = trace.Requests().ToLookup(row => row.Skill, row => row.ArrivalNs);
        return [.. Enumerable.Range(0, trace.Skills.Length).Select(skill => bySkill[skill].ToArray())];
    }
}
