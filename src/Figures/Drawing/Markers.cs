using static System.FormattableString;

namespace Teleo.Figures.Drawing;

/// <summary>Point shapes, one per tone, as outlines around a position. One path holds all points of a series.</summary>
internal static class Markers
{
    /// <summary>The corners of the shapes after the circle and the square, in radii.</summary>
    private static readonly (double X, double Y)[][] Corners =
    [
        [(0, -1.15), (1.1, 0.85), (-1.1, 0.85)],
        [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
        [(0, 1.15), (1.1, -0.85), (-1.1, -0.85)],
    ];

    public static void Append(SvgPath path, int tone, double x, double y, double radius)
    {
        switch (tone % (Corners.Length + 2))
        {
            case 0:   // circle, as two arcs
                path.MoveTo(x - radius, y);
                path.Append(Invariant(
                    $"a{radius:0.##} {radius:0.##} 0 1 0 {2 * radius:0.##} 0a{radius:0.##} {radius:0.##} 0 1 0 {-2 * radius:0.##} 0Z"));
                break;
            case 1:
                path.Box(x - 0.88 * radius, y - 0.88 * radius, 1.76 * radius, 1.76 * radius);
                break;
            case var shape:
                var corners = Corners[shape - 2];
                path.MoveTo(x + corners[0].X * radius, y + corners[0].Y * radius);
                foreach (var (right, down) in corners.AsSpan(1)) path.LineTo(x + right * radius, y + down * radius);
                path.Close();
                break;
        }
    }
}
