namespace Teleo.Experiments.Bounds;

/// <summary>
/// Computes the fewest misses of any demand policy if all objects have one size and one cost (Belady, 1966): the victim is used again last.
/// </summary>
public static class BeladyMin
{
    public static long Misses(ReadOnlySpan<int> requests, int objects, int capacity)
    {
        var nextUse = NextUses(requests, objects);
        var residentUntil = new int[objects];
        var farthest = new PriorityQueue<int, int>();
        int residents = 0;
        long misses = 0;
        for (int t = 0; t < requests.Length; t++)
        {
            int id = requests[t];
            if (residentUntil[id] == 0)
            {
                misses++;
                residents++;
            }

            residentUntil[id] = nextUse[t];
            farthest.Enqueue(id, -nextUse[t]);
            if (residents <= capacity) continue;
            // The requested one has just been admitted and is served first, so it cannot be the one to leave.
            EvictFarthest(farthest, residentUntil, keep: id);
            residents--;
        }

        return misses;
    }

    /// <summary>Returns for each request the position of the next one for the same object; beyond the end if there is none.</summary>
    internal static int[] NextUses(ReadOnlySpan<int> requests, int objects)
    {
        var seen = new int[objects];
        Array.Fill(seen, requests.Length);
        var next = new int[requests.Length];
        for (int t = requests.Length - 1; t >= 0; t--)
        {
            next[t] = seen[requests[t]];
            seen[requests[t]] = t;
        }

        return next;
    }

    private static void EvictFarthest(PriorityQueue<int, int> farthest, int[] residentUntil, int keep)
    {
        int until = residentUntil[keep];
        while (farthest.TryDequeue(out int victim, out int negatedUse))
        {
            bool isStale = residentUntil[victim] != -negatedUse;
            if (isStale || victim == keep) continue;
            residentUntil[victim] = 0;
            farthest.Enqueue(keep, -until);
            return;
        }
    }
}
