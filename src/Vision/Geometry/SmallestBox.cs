using System.Numerics;

namespace Teleo.Vision.Geometry;

/// <summary>The rectangle of least area around points. One of its sides is on an edge of their convex hull.</summary>
internal static class SmallestBox
{
    /// <param name="points">At least one point. They are reordered.</param>
    public static RotatedBox Around(Span<Vector2> points)
    {
        var hull = ConvexHull.Of(points);
        var best = Along(hull, Vector2.UnitX);
        for (int i = 0; i < hull.Length; i++)
        {
            var edge = hull[(i + 1) % hull.Length] - hull[i];
            if (edge.LengthSquared() == 0) continue;
            var box = Along(hull, Vector2.Normalize(edge));
            if (box.Area < best.Area) best = box;
        }

        return best;
    }

    private static RotatedBox Along(Vector2[] hull, Vector2 across)
    {
        var down = new Vector2(-across.Y, across.X);
        float left = float.MaxValue, right = float.MinValue, top = float.MaxValue, bottom = float.MinValue;
        foreach (var point in hull)
        {
            float x = Vector2.Dot(point, across), y = Vector2.Dot(point, down);
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }

        return new(across * ((left + right) / 2) + down * ((top + bottom) / 2), across, right - left, bottom - top);
    }
}
