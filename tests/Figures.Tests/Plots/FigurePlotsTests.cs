using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;
using Teleo.Figures.Tests.Drawing;

namespace Teleo.Figures.Tests.Plots;

public sealed class FigurePlotsTests
{
    public static IEnumerable<object[]> Kinds => Gallery.All.Select(figure => new object[] { figure.Id });

    [Theory, MemberData(nameof(Kinds))]
    public void Every_mark_of_the_gallery_is_drawn_by_both_renderers(string id)
    {
        var figure = Gallery.Named(id);
        byte[] whole = Pixels(figure, Theme.Light);
        string svg = figure.Svg();
        for (int panel = 0; panel < figure.Panels.Length; panel++)
        {
            foreach (var mark in figure.Panels[panel].Marks)
            {
                // The other marks keep the ranges, so only what the mark itself draws can differ.
                var quiet = figure.Panels[panel] with { Marks = figure.Panels[panel].Marks.Remove(mark) };
                var without = figure with { Panels = figure.Panels.SetItem(panel, quiet) };
                Assert.NotEqual(whole, Pixels(without, Theme.Light));
                Assert.NotEqual(svg, without.Svg());
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Pixels_are_equal_twice_and_without_the_fonts_of_the_system(string id)
    {
        var figure = Gallery.Named(id);
        byte[] first = Pixels(figure, Theme.Dark);
        Assert.Equal(first, Pixels(figure, Theme.Dark));
        Assert.NotEqual(first, Pixels(figure, Theme.Light));

        var all = ScottPlot.Fonts.FontResolvers.ToList();
        ScottPlot.Fonts.FontResolvers.RemoveAll(resolver => resolver is not EmbeddedFont);
        try
        {
            Assert.Equal(first, Pixels(figure, Theme.Dark));
        }
        finally
        {
            ScottPlot.Fonts.FontResolvers.Clear();
            ScottPlot.Fonts.FontResolvers.AddRange(all);
        }
    }

    [Fact]
    public void The_paper_lies_under_all_of_a_picture()
    {
        using var bitmap = SkiaSharp.SKBitmap.Decode(Gallery.Named("multiples").Png(Theme.Dark));
        Assert.DoesNotContain(bitmap.Pixels, pixel => pixel.Alpha < 255);
    }

    [Fact]
    public void A_plot_can_be_changed_and_drawn_again()
    {
        var figure = Gallery.Named("regimes");
        var plot = figure.ToPlot();
        byte[] before = plot.GetImageBytes(680, 400);
        plot.Add.HorizontalLine(0.9);
        Assert.NotEqual(before, plot.GetImageBytes(680, 400));
        Assert.Equal(0, plot.Axes.GetLimits().Bottom);
        Assert.Equal(1, plot.Axes.GetLimits().Top);
    }

    [Fact]
    public void A_plot_with_another_range_gets_labels_for_it()
    {
        var plot = Figure.Of("range", new Scale.Time("Time"), new Scale.Linear("Cost"), new Mark.Line([0, 600], [0, 1])).ToPlot();
        string[] Labels()
        {
            plot.GetImageBytes(680, 400);
            return [.. plot.Axes.Bottom.TickGenerator.Ticks.Select(tick => tick.Label)];
        }

        string[] before = Labels();
        plot.Axes.SetLimitsX(0, 60_000);
        string[] after = Labels();
        Assert.InRange(after.Length, 2, 8);
        Assert.DoesNotContain(before[^1], after);
        Assert.Equal("1000", after[^1]);   // minutes, as the title of the axis says
    }

    [Fact]
    public void The_label_of_a_bar_stands_on_the_side_the_bar_points_to()
    {
        var labels = Gallery.Named("waterfall").ToPlot().GetPlottables<ScottPlot.Plottables.Text>().ToDictionary(text => text.LabelText, text => text.Alignment);
        Assert.Equal(ScottPlot.Alignment.LowerCenter, labels["+31.5"]);
        Assert.Equal(ScottPlot.Alignment.UpperCenter, labels["−12"]);
    }

    [Fact]
    public void A_tie_is_said_to_be_one()
    {
        string svg = Charts.Forest("tie", new Scale.Linear("Cost"), 0, [("same", 0, 0, 0), ("dearer", 3, 1, 5), ("one", 2, double.NaN, double.NaN)])
            .Svg();
        Assert.Contains(">the same<", svg, StringComparison.Ordinal);
        Assert.Contains(">3.00 [1.00, 5.00]<", svg, StringComparison.Ordinal);
        Assert.Contains(">2.00<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_panels_are_several_plots()
    {
        var figure = Gallery.Named("multiples");
        Assert.True(figure.ToMultiplot().Subplots.Count >= figure.Panels.Length);
        Assert.Contains("ToMultiplot", Assert.Throws<ArgumentException>(() => figure.ToPlot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_that_cannot_be_drawn_gives_no_pixels() =>
        Assert.Contains("no panels", Assert.Throws<ArgumentException>(() => new Figure("empty", []).Png()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pdf_is_the_same_twice_and_has_no_date()
    {
        byte[] first = Gallery.Named("timeline").Pdf();
        Assert.True(first.AsSpan().StartsWith("%PDF-"u8));
        Assert.Equal(first, Gallery.Named("timeline").Pdf());
        Assert.Equal(-1, first.AsSpan().IndexOf("/CreationDate"u8));
    }

    [Fact]
    public void Only_the_formats_that_were_asked_for_are_written()
    {
        string folder = TestFolder.New("teleo-figures");
        Assert.Equal([Path.Combine(folder, "steps.pdf"), Path.Combine(folder, "steps.csv")], Gallery.Named("steps").Save(folder, ["pdf", "csv"]));
        Assert.Contains("svg, png, csv, pdf", Assert.Throws<ArgumentException>(() => Gallery.Named("steps").Save(folder, ["gif"])).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_picture_holds_the_plot_as_it_was_changed()
    {
        var plot = Gallery.Named("regimes").ToPlot();
        string before = plot.ToPicture().Html;
        Assert.StartsWith("<img alt=\"plot\" src=\"data:image/png;base64,iVBORw0KGgo", before, StringComparison.Ordinal);   // the signature of PNG
        plot.Add.HorizontalLine(0.9);
        Assert.NotEqual(before, plot.ToPicture().Html);
    }

    /// <summary>Writes every picture to the folder named by <c>FIGURES_OUT</c>, for a person to look at.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Saving_leaves_only_whole_files(string id)
    {
        string? kept = Environment.GetEnvironmentVariable("FIGURES_OUT");
        string folder = kept is null ? TestFolder.New("teleo-figures") : Path.Combine(kept, id);
        var written = Gallery.Named(id).Save(folder);
        Assert.Equal(written.Order(StringComparer.Ordinal), Directory.GetFiles(folder).Order(StringComparer.Ordinal));
        Assert.Equal(4, written.Count);
        if (kept is null) Directory.Delete(folder, recursive: true);
    }

    /// <summary>One pixel for each of the figure's, not packed: the cheapest picture that shows a difference.</summary>
    private static byte[] Pixels(Figure figure, Theme theme)
    {
        using var image = FigurePlots.Draw(figure, theme, density: 1);
        using var pixels = image.PeekPixels();
        return pixels.GetPixelSpan().ToArray();
    }
}
