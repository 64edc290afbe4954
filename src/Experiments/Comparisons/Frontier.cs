namespace Teleo.Experiments.Comparisons;

/// <summary>A setting of a policy as a point: both axes are costs.</summary>
internal readonly record struct FrontierPoint(double MeanWaitS, double LoadSeconds)
{
    public bool Dominates(FrontierPoint other) =>
        MeanWaitS <= other.MeanWaitS && LoadSeconds <= other.LoadSeconds && this != other;
}

/// <summary>Draws the settings of one policy in the plane of mean wait and load seconds.</summary>
internal static class Frontier
{
    /// <summary>The points that none of the others dominates, from the shortest wait on.</summary>
    public static IReadOnlyList<FrontierPoint> Of(IEnumerable<FrontierPoint> points)
    {
        var front = new List<FrontierPoint>();
        foreach (var point in points.Distinct().OrderBy(point => point.MeanWaitS).ThenBy(point => point.LoadSeconds))
            if (front.Count == 0 || point.LoadSeconds < front[^1].LoadSeconds) front.Add(point);
        return front;
    }

    /// <summary>Share of the rectangle below the reference that some point dominates: 0 for none, 1 for a point at the origin.</summary>
    public static double Hypervolume(IEnumerable<FrontierPoint> points, FrontierPoint reference)
    {
        double area = 0, above = reference.LoadSeconds;
        foreach (var point in Of(points))
        {
            if (point.MeanWaitS >= reference.MeanWaitS || point.LoadSeconds >= above) continue;
            area += (reference.MeanWaitS - point.MeanWaitS) * (above - point.LoadSeconds);
            above = point.LoadSeconds;
        }

        return area / (reference.MeanWaitS * reference.LoadSeconds);
    }
}
