using System.Numerics;

namespace Teleo.Vision.Geometry;

/// <summary>
/// A rectangle at any angle. <see cref="Across"/> is the unit vector of its first side; the second side is a quarter turn
/// further, which on a screen, where y grows downwards, is clockwise.
/// </summary>
/// <param name="Width">The length along <paramref name="Across"/>.</param>
internal readonly record struct RotatedBox(Vector2 Center, Vector2 Across, float Width, float Height)
{
    public Vector2 Down => new(-Across.Y, Across.X);

    public float Area => Width * Height;

    /// <summary>The angle of the first side in radians, from -pi to pi; positive is clockwise on a screen.</summary>
    public float Angle => MathF.Atan2(Across.Y, Across.X);

    /// <summary>Maps a target of the given size, whose first row is along the first side, to points of the image.</summary>
    public Matrix3x2 FromTarget(float targetWidth, float targetHeight)
    {
        var (alongX, alongY) = (Across * (Width / targetWidth), Down * (Height / targetHeight));
        var corner = Corner(-1, -1);
        return new(alongX.X, alongX.Y, alongY.X, alongY.Y, corner.X, corner.Y);
    }

    /// <summary>The same rectangle with the sides named so that the first is within an eighth turn of the direction to the right.</summary>
    public RotatedBox Upright()
    {
        var box = this;
        while (box.Across.X < MathF.Abs(box.Across.Y) || box.Across.Y == -box.Across.X) box = box.Quarter();
        return box;
    }

    /// <summary>The same rectangle with its sides renamed: the first side points where the second did.</summary>
    public RotatedBox Quarter() => new(Center, Down, Height, Width);

    /// <summary>
    /// Moves every side outwards by area * ratio / perimeter, the distance by which a detector of text shrank its regions.
    /// </summary>
    public RotatedBox Unclip(float ratio)
    {
        float distance = Width + Height > 0 ? Area * ratio / (2 * (Width + Height)) : 0;
        return this with { Width = Width + 2 * distance, Height = Height + 2 * distance };
    }

    /// <summary>The corners as x, y pairs, clockwise on a screen from the start of the first side.</summary>
    public float[] Points()
    {
        Span<Vector2> corners = [Corner(-1, -1), Corner(1, -1), Corner(1, 1), Corner(-1, 1)];
        float[] points = new float[8];
        for (int i = 0; i < 4; i++) (points[2 * i], points[2 * i + 1]) = (corners[i].X, corners[i].Y);
        return points;
    }

    public bool Contains(Vector2 point)
    {
        var offset = point - Center;
        return MathF.Abs(Vector2.Dot(offset, Across)) <= Width / 2 && MathF.Abs(Vector2.Dot(offset, Down)) <= Height / 2;
    }

    private Vector2 Corner(int x, int y) => Center + Across * (x * Width / 2) + Down * (y * Height / 2);
}
