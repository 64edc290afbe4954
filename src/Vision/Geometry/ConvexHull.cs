using System.Numerics;

namespace Teleo.Vision.Geometry;

/// <summary>The smallest convex polygon around points, by Andrew's monotone chain.</summary>
internal static class ConvexHull
{
    /// <summary>Returns the corners in order around the hull, without points on its edges. Reorders <paramref name="points"/>.</summary>
    public static Vector2[] Of(Span<Vector2> points)
    {
        points.Sort(static (a, b) => a.X.CompareTo(b.X) is not 0 and int byX ? byX : a.Y.CompareTo(b.Y));
        var hull = new Vector2[2 * points.Length + 1];
        int count = 0;
        for (int i = 0; i < points.Length; i++) Add(hull, ref count, 1, points[i]);
        int lower = count;
        for (int i = points.Length - 2; i >= 0; i--) Add(hull, ref count, lower, points[i]);
        return hull[..Math.Max(Math.Min(count, 1), count - 1)];   // the first point closes the chain
    }

    /// <summary>Adds a point after removing those that make no left turn with it; the first <paramref name="kept"/> stay.</summary>
    private static void Add(Vector2[] hull, ref int count, int kept, Vector2 point)
    {
        while (count > kept && Cross(hull[count - 2], hull[count - 1], point) <= 0) count--;
        if (count > 0 && hull[count - 1] == point) return;
        hull[count++] = point;
    }

    private static double Cross(Vector2 origin, Vector2 a, Vector2 b) =>
        (double)(a.X - origin.X) * (b.Y - origin.Y) - (double)(a.Y - origin.Y) * (b.X - origin.X);
}
