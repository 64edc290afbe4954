using System.Xml;
using Teleo.Controller.Domain;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Tests.Drawing;

public class FigureLaws
{
    public static IEnumerable<object[]> Seeds => Enumerable.Range(0, 60).Select(i => new object[] { (ulong)i });

    public static IEnumerable<object[]> Kinds => Gallery.All.Select(figure => new object[] { figure.Id });

    [Theory, MemberData(nameof(Kinds))]
    public void No_two_labels_touch_in_the_gallery(string id) => AssertNoOverlap(Gallery.Named(id));

    [Theory, MemberData(nameof(Seeds))]
    public void No_two_labels_touch_whatever_is_drawn(ulong seed) => AssertNoOverlap(AnyFigure.From(seed));

    [Theory]
    [InlineData(0.306, 0.341)]
    [InlineData(3209, 3214)]
    [InlineData(0.9, 1.4)]
    [InlineData(3e6, 4e6)]
    [InlineData(0.03, 900)]
    public void A_logarithmic_axis_has_two_numbers_however_short_it_is(double from, double to)
    {
        var ticks = Ticks.Logarithmic(from, to, most: 5);
        Assert.True(ticks.Count >= 2);
        Assert.All(ticks, tick => Assert.InRange(tick.At, from * (1 - 1e-9), to * (1 + 1e-9)));
        Assert.Equal(ticks.Count, ticks.DistinctBy(tick => (tick.Text, tick.Exponent)).Count());
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Whatever_is_drawn_is_well_formed_and_drawn_alike_twice(ulong seed)
    {
        var figure = AnyFigure.From(seed);
        string first = SvgRenderer.Markup(figure, Theme.Light);
        new XmlDocument().LoadXml(first);
        Assert.Equal(first, SvgRenderer.Markup(AnyFigure.From(seed), Theme.Light));
        Assert.DoesNotContain("NaN", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", first, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Themes_change_inks_and_nothing_else(string id)
    {
        var figure = Gallery.Named(id);
        string light = SvgRenderer.Markup(figure, Theme.Light), dark = SvgRenderer.Markup(figure, Theme.Dark);
        Assert.NotEqual(light, dark);
        Assert.Equal(WithoutColours(light), WithoutColours(dark));
    }

    [Fact]
    public void A_series_of_100_000_points_stays_small_and_keeps_its_extremes()
    {
        var random = new SeedTree(1).Stream("long series");
        double[] x = new double[100_000], y = new double[100_000];
        double level = 0;
        for (int i = 0; i < x.Length; i++) (x[i], y[i]) = (i, level += random.NextDouble() - 0.5);
        (y[31_415], y[77_777]) = (2_000, -2_000);   // spikes of one sample
        var figure = Figure.Of("long", new Scale.Time("Time"), new Scale.Linear("E", "credits"), new Mark.Line([.. x], [.. y]), new Mark.Points([.. x], [.. y]));

        Assert.True(SvgRenderer.Markup(figure, Theme.Light).Length < 2 << 20);
        var kept = Decimation.Keep([.. x.Select(v => v * 600 / x.Length)], y, 600);
        Assert.True(kept.Count <= 4 * 601);
        Assert.Contains(31_415, kept);
        Assert.Contains(77_777, kept);
        Assert.Equal((0, x.Length - 1), (kept[0], kept[^1]));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Thinning_keeps_the_lowest_and_highest_of_every_pixel_column(ulong seed)
    {
        var random = new SeedTree(seed).Stream("thinning");
        int n = 1000 + random.NextInt(4000), width = 10 + random.NextInt(90);
        double[] x = new double[n], y = new double[n];
        for (int i = 0; i < n; i++) (x[i], y[i]) = (random.NextDouble() * width, random.NextInt(20) == 0 ? double.NaN : random.NextDouble());
        Array.Sort(x);
        var kept = Decimation.Keep(x, y, width);

        Assert.Equal(kept.Order().Distinct(), kept);
        foreach (var column in Enumerable.Range(0, n).Where(i => !double.IsNaN(y[i])).GroupBy(i => (int)x[i]))
        {
            var ofColumn = kept.Where(i => !double.IsNaN(y[i]) && (int)x[i] == column.Key).Select(i => y[i]).ToList();
            Assert.Equal(column.Min(i => y[i]), ofColumn.Min());
            Assert.Equal(column.Max(i => y[i]), ofColumn.Max());
        }
    }

    [Fact]
    public void A_figure_that_cannot_be_drawn_says_everything_that_is_wrong()
    {
        var figure = new Figure("Bad Id", [new Panel(new Scale.Linear("x"), new Scale.Linear("y"), [new Mark.Line([1, 2], [1])])]) { Columns = 0 };
        string message = Assert.Throws<ArgumentException>(() => SvgRenderer.Markup(figure, Theme.Light)).Message;
        Assert.Contains("Bad Id", message, StringComparison.Ordinal);
        Assert.Contains("0 columns", message, StringComparison.Ordinal);
        Assert.Contains("2 x but 1 y", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_between_two_gaps_is_still_seen()
    {
        Figure With(double y) => Figure.Of("alone", new Scale.Linear("x"), new Scale.Linear("y") { From = 0, To = 9 }, new Mark.Line([1, 2, 3], [double.NaN, y, double.NaN]));
        Assert.DoesNotContain("a1.8 1.8", SvgRenderer.Markup(With(double.NaN), Theme.Light), StringComparison.Ordinal);
        Assert.Contains("a1.8 1.8", SvgRenderer.Markup(With(2), Theme.Light), StringComparison.Ordinal);
    }

    [Fact]
    public void The_csv_beside_a_figure_holds_every_number_in_full()
    {
        var figure = Figure.Of("csv", new Scale.Linear("x"), new Scale.Linear("y"), new Mark.Line([0.1, 1 / 3.0], [double.NaN, -1e-300]) { Name = "a, \"b\"" });
        string[] lines = FigureCsv.Text(figure).Split('\n');
        Assert.Equal("0,0,line,\"a, \"\"b\"\"\",0.1,,,,,,", lines[1]);
        Assert.Equal("0,0,line,\"a, \"\"b\"\"\",0.3333333333333333,-1E-300,,,,,", lines[2]);
    }

    private static void AssertNoOverlap(Figure figure)
    {
        var (_, page, texts) = SvgRenderer.Draw(figure, Theme.Light);
        for (int i = 0; i < texts.Count; i++)
            for (int j = i + 1; j < texts.Count; j++)
                Assert.False(Touch(texts[i], texts[j]), $"{figure.Id}: {texts[i]} touches {texts[j]}");
        foreach (var text in texts)
            Assert.True(text.Left >= -1 && text.Top >= -1 && text.Right <= page.Width + 1 && text.Bottom <= page.Height + 1, $"{figure.Id}: {text} leaves the page");
    }

    private static bool Touch(in TextBox a, in TextBox b) =>
        a.Left < b.Right - 0.01 && b.Left < a.Right - 0.01 && a.Top < b.Bottom - 0.01 && b.Top < a.Bottom - 0.01;

    private static string WithoutColours(string svg) => System.Text.RegularExpressions.Regex.Replace(svg, "#[0-9a-f]{6}", "#");
}
