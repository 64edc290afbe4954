namespace Teleo.Figures.Drawing;

/// <summary>
/// Colours for numbers, interpolated in OKLab between anchors of evenly rising lightness, so that the map also works in grey and under
/// colour blindness. The diverging map is darkest at both ends.
/// </summary>
internal static class ColourMap
{
    private static readonly (double L, double A, double B)[] SequentialAnchors =
    [
        (0.22, 0.015, -0.095), (0.36, 0.005, -0.120), (0.50, -0.035, -0.075), (0.64, -0.070, 0.005),
        (0.78, -0.065, 0.090), (0.93, -0.015, 0.140),
    ];

    private static readonly (double L, double A, double B)[] DivergingAnchors =
    [
        (0.36, -0.015, -0.130), (0.62, -0.040, -0.105), (0.95, 0.000, 0.000), (0.66, 0.075, 0.110), (0.40, 0.095, 0.075),
    ];

    /// <summary>The colour of a share in [0, 1] as <c>#rrggbb</c>; shares outside are drawn as the nearest end.</summary>
    public static string Sequential(double share) => At(SequentialAnchors, share);

    public static string Diverging(double share) => At(DivergingAnchors, share);

    private static string At((double L, double A, double B)[] anchors, double share)
    {
        double position = Math.Clamp(share, 0, 1) * (anchors.Length - 1);
        int left = Math.Min((int)position, anchors.Length - 2);
        double t = position - left;
        var (a, b) = (anchors[left], anchors[left + 1]);
        return Hex(a.L + t * (b.L - a.L), a.A + t * (b.A - a.A), a.B + t * (b.B - a.B));
    }

    /// <summary>OKLab to sRGB (Björn Ottosson, 2020).</summary>
    private static string Hex(double lightness, double a, double b)
    {
        double l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        int red = Channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        int green = Channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        int blue = Channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return $"#{red:x2}{green:x2}{blue:x2}";
    }

    private static double Cube(double x) => x * x * x;

    private static int Channel(double linear)
    {
        double c = Math.Clamp(linear, 0, 1);
        return (int)Math.Round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * Math.Pow(c, 1 / 2.4) - 0.055));
    }
}
