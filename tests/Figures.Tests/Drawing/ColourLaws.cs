using System.Globalization;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Tests.Drawing;

/// <summary>Colours are checked as numbers: contrast, distance as the colour-blind see it, lightness in grey.</summary>
public class ColourLaws
{
    /// <summary>What full protanopia, deuteranopia and tritanopia leave of linear RGB (Machado, Oliveira and Fernandes, 2009), and full sight.</summary>
    private static readonly double[][,] Sights =
    [
        new[,] { { 1.0, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
        new[,] { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
        new[,] { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
        new[,] { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } },
    ];

    public static IEnumerable<object[]> Themes => [[Theme.Light.Name], [Theme.Dark.Name]];

    [Theory, MemberData(nameof(Themes))]
    public void Tones_differ_for_every_sight(string name)
    {
        var tones = Of(name).Tones;
        foreach (var sight in Sights)
            for (int i = 0; i < tones.Length; i++)
                for (int j = i + 1; j < tones.Length; j++)
                {
                    double distance = Distance(Seen(tones[i], sight), Seen(tones[j], sight));
                    Assert.True(distance > (j < 4 ? 0.075 : 0.055), $"{tones[i]} and {tones[j]} are {distance:0.000} apart");
                }
    }

    [Theory, MemberData(nameof(Themes))]
    public void Tones_and_inks_stand_out_from_the_paper(string name)
    {
        var theme = Of(name);
        Assert.All(theme.Tones, tone => Assert.True(Contrast(tone, theme.Paper) >= 3, $"{tone} {Contrast(tone, theme.Paper):0.00}"));
        Assert.All(new[] { theme.Ink, theme.Quiet }, ink => Assert.True(Contrast(ink, theme.Paper) >= 4.5));
    }

    [Fact]
    public void The_sequential_map_only_gets_lighter_for_every_sight()
    {
        foreach (var sight in Sights)
        {
            double last = -1;
            for (int i = 0; i <= 64; i++)
            {
                double lightness = Seen(ColourMap.Sequential(i / 64.0), sight)[0];
                Assert.True(lightness > last - 1e-3, $"at {i}/64");
                last = lightness;
            }
        }
    }

    [Fact]
    public void The_diverging_map_is_lightest_in_the_middle()
    {
        double Lightness(double share) => Seen(ColourMap.Diverging(share), Sights[0])[0];
        for (int i = 0; i < 32; i++)
        {
            Assert.True(Lightness(i / 64.0) < Lightness((i + 1) / 64.0) + 1e-3);
            Assert.True(Lightness(1 - i / 64.0) < Lightness(1 - (i + 1) / 64.0) + 1e-3);
        }
    }

    private static Theme Of(string name) => name == "light" ? Theme.Light : Theme.Dark;

    private static double Contrast(string a, string b)
    {
        double x = Luminance(a), y = Luminance(b);
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] c = Linear(colour);
        return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
    }

    private static double[] Linear(string colour) => [.. Enumerable.Range(0, 3).Select(i =>
    {
        double c = int.Parse(colour.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    })];

    /// <summary>OKLab coordinates of a colour through a sight.</summary>
    private static double[] Seen(string colour, double[,] sight)
    {
        double[] rgb = [.. Times(sight, Linear(colour)).Select(c => Math.Clamp(c, 0, 1))];
        double[] lms = Times(new[,] { { 0.4122214708, 0.5363325363, 0.0514459929 }, { 0.2119034982, 0.6806995451, 0.1073969566 }, { 0.0883024619, 0.2817188376, 0.6299787005 } }, rgb);
        return Times(
            new[,] { { 0.2104542553, 0.7936177850, -0.0040720468 }, { 1.9779984951, -2.4285922050, 0.4505937099 }, { 0.0259040371, 0.7827717662, -0.8086757660 } },
            [.. lms.Select(Math.Cbrt)]);
    }

    private static double[] Times(double[,] m, double[] v) => [.. Enumerable.Range(0, 3).Select(i => m[i, 0] * v[0] + m[i, 1] * v[1] + m[i, 2] * v[2])];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second)));
}
