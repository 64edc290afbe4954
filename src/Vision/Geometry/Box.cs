namespace Teleo.Vision.Geometry;

/// <summary>An upright rectangle in pixels; Right and Bottom are exclusive edges.</summary>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    public float Width => Right - Left;

    public float Height => Bottom - Top;

    /// <summary>The area; 0 for a box with crossed edges.</summary>
    public float Area => Math.Max(0, Width) * Math.Max(0, Height);

    public static Box Centered(float x, float y, float width, float height) =>
        new(x - width / 2, y - height / 2, x + width / 2, y + height / 2);

    /// <summary>The area of the intersection divided by the area of the union: 0 for boxes apart or empty, 1 for equal ones.</summary>
    public float Overlap(in Box other)
    {
        var common = new Box(
            Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));
        float shared = common.Area;
        return shared > 0 ? shared / (Area + other.Area - shared) : 0;
    }
}
