namespace Teleo.Figures.Drawing;

/// <summary>Point shapes, one per tone, as outlines around a position. One path holds all points of a series.</summary>
internal static class Markers
{
    public const int Shapes = 5;

    public static void Append(SvgPath path, int tone, double x, double y, double radius)
    {
        double r = radius;
        switch (tone % Shapes)
        {
            case 0:   // circle, as two arcs
                path.MoveTo(x - r, y);
                path.Append(Invariant($"a{r:0.##} {r:0.##} 0 1 0 {2 * r:0.##} 0a{r:0.##} {r:0.##} 0 1 0 {-2 * r:0.##} 0Z"));
                break;
            case 1:
                path.Box(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
                break;
            case 2:   // triangle
                path.MoveTo(x, y - 1.15 * r);
                path.LineTo(x + 1.1 * r, y + 0.85 * r);
                path.LineTo(x - 1.1 * r, y + 0.85 * r);
                path.Close();
                break;
            case 3:   // diamond
                path.MoveTo(x, y - 1.3 * r);
                path.LineTo(x + 1.3 * r, y);
                path.LineTo(x, y + 1.3 * r);
                path.LineTo(x - 1.3 * r, y);
                path.Close();
                break;
            default:   // triangle, point down
                path.MoveTo(x, y + 1.15 * r);
                path.LineTo(x + 1.1 * r, y - 0.85 * r);
                path.LineTo(x - 1.1 * r, y - 0.85 * r);
                path.Close();
                break;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
