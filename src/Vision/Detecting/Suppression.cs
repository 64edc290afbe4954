namespace Teleo.Vision.Detecting;

/// <summary>
/// Class-wise suppression of overlaps. By descending score, and by position among equal scores, a detection is kept unless it
/// overlaps a kept one of its class by more than the limit.
/// </summary>
public static class Suppression
{
    /// <summary>
    /// Returns the kept detections, best first, at most <paramref name="most"/>. The work is bounded by
    /// the number of detections times <paramref name="most"/>.
    /// </summary>
    /// <param name="overlapLimit">The overlap, as <see cref="Geometry.Box.Overlap"/>, up to which two of one class may both be
    /// kept.</param>
    public static List<Detection> Keep(IReadOnlyList<Detection> detections, float overlapLimit, int most)
    {
        int[] order = [.. Enumerable.Range(0, detections.Count)];
        Array.Sort(order, (a, b) => detections[b].Score.CompareTo(detections[a].Score) is not 0 and int byScore ? byScore : a.CompareTo(b));
        List<Detection> kept = [];
        foreach (int index in order)
        {
            if (kept.Count == most) break;
            var candidate = detections[index];
            if (!kept.Exists(other => other.Class == candidate.Class && other.Box.Overlap(candidate.Box) > overlapLimit))
                kept.Add(candidate);
        }

        return kept;
    }
}
