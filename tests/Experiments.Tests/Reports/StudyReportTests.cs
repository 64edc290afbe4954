using System.Text.RegularExpressions;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tests.Studies;

namespace Teleo.Experiments.Tests.Reports;

public partial class StudyReportTests
{
    private static readonly ReportPage Page = MakePage();

    private static ReportPage MakePage()
    {
        var study = Any.Study("aa", "planted:0.2", "fails") with
        {
            Name = "a <study> & \"its\" name",
            Hypotheses = [new() { Id = "H1", Claim = "a|b <c>", Arm = "planted:0.2", Expect = Expectation.Worse }],
        };
        var results = Any.Results(study);
        var standing = new ConfirmatoryStatus([]);
        return StudyReport.Of(
            StudySummary.Of(results, standing),
            new SelfTest(1, [new("coverage", "normal", 10, 0.95, 0.93, 0.97)]),
            new("teleo", "abc", "def", "a machine", "teleo study run any.json"));
    }

    [Fact]
    public void The_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows()
    {
        string html = HtmlReport.Render(Page);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotMatch("src=\"(?!data:)", html);
        Assert.DoesNotMatch("href=\"[^\"#]*:(?<!data:)", html);
        Assert.DoesNotContain("url(http", html);
        Assert.Contains("a &lt;study&gt; &amp; &quot;its&quot; name", html);
        Assert.Equal(html, HtmlReport.Render(MakePage()));
    }

    [Fact]
    public void Every_link_has_its_target_and_every_id_is_its_own()
    {
        string html = HtmlReport.Render(Page);
        string[] ids = [.. IdPattern().Matches(html).Select(m => m.Groups[1].Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(LinkPattern().Matches(html).Select(m => m.Groups[1].Value), target => Assert.Contains(target, ids));
    }

    [Fact]
    public void Five_sentences_come_first_then_verdicts_and_both_forms_say_the_same()
    {
        string html = HtmlReport.Render(Page).Replace("&#160;", " "), markdown = MarkdownReport.Render(Page);
        Assert.Equal(["In five sentences", "Verdicts"], Page.Blocks.OfType<Block.Heading>().Take(2).Select(heading => heading.Text));
        string[] sentences = [.. Page.Blocks.Skip(1).Take(5).Select(block => Assert.IsType<Block.Paragraph>(block).Text)];
        string[] beginnings =
        [
            "Asked: ", "Found: ", "Refuted: nothing; 0 claims stay undecided.",
            "How sure: the results are confirmatory, not witnessed, ", "Again: teleo study run any.json, with the program at commit def",
        ];
        Assert.All(beginnings.Zip(sentences), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.Contains("H1 \"a|b <c>\" (", sentences[1], StringComparison.Ordinal);
        Assert.Contains(", 40 runs failed, ", sentences[3], StringComparison.Ordinal);
        foreach (string cell in Page.Blocks.OfType<Block.Table>().SelectMany(table => table.Rows).SelectMany(row => row))
        {
            Assert.Contains(System.Net.WebUtility.HtmlEncode(cell), html);
            Assert.Contains(cell.Replace("|", "\\|"), markdown);
        }
    }

    [Fact]
    public void What_was_found_the_picture_and_the_next_steps_come_before_the_rest()
    {
        string html = HtmlReport.Render(Page);
        int[] places = [.. new[] { "class=\"lead\"", "<figure>", "id=\"what-next\"", "aria-label=\"Sections\"", "<h2 id=\"in-five" }
            .Select(part => html.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains("the results are confirmatory", MarkdownReport.Render(Page), StringComparison.Ordinal);
        Assert.Contains("## What to do next", MarkdownReport.Render(Page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loads took 2.71 ms and 4 GB", "2.71&#160;ms and 4&#160;GB")]
    [InlineData("dearer by 100.0 % or more", "100.0&#160;% or")]
    [InlineData("6 models in 3 scenes", "6 models in 3 scenes")]
    public void A_number_keeps_its_unit_on_its_line_but_a_command_stays_as_it_is_typed(string text, string shown)
    {
        var page = new ReportPage("title", text, [new Block.Command("sleep 3 s")]);
        Assert.Contains(shown, HtmlReport.Render(page), StringComparison.Ordinal);
        Assert.Contains("<code><span>sleep</span> <span>3</span> <span>s</span></code>", HtmlReport.Render(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_drawing_serves_light_and_dark_in_a_wide_and_a_narrow_shape()
    {
        string html = HtmlReport.Render(Page);
        Assert.Equal(2, Regex.Count(html, "<svg "));
        Assert.Contains("fill=\"var(--tone0)\"", html, StringComparison.Ordinal);
        foreach (var theme in new[] { Figures.Drawing.Theme.Light, Figures.Drawing.Theme.Dark })
            Assert.Contains($"--tone0: {theme.Tones[0]};", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_runs_and_the_self_test_are_in_every_report()
    {
        string markdown = MarkdownReport.Render(Page);
        Assert.Contains("40 of 160 runs failed", markdown);
        Assert.Contains("| coverage | normal | 10 | 0.950 |", markdown);
        Assert.Contains("| fails | not judged |", markdown);
    }

    [ChromiumTheory, InlineData(400), InlineData(1400)]
    public async Task A_browser_shows_it_whole_and_without_a_word_of_complaint(int width)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["report.html"], HtmlReport.Render(Page));
        await using var browser = await Chromium.Open(folder["report.html"], width);
        Assert.Equal(0, (int?)await browser.Evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        string shape = width < 640 ? "slim" : "broad";
        Assert.Equal(shape, (string?)await browser.Evaluate(
            "[...document.querySelectorAll('[role=img]')].filter(one => one.checkVisibility() && one.ariaLabel).map(one => one.className).join()"));
        Assert.True((bool?)await browser.Evaluate("document.querySelector('figure').getBoundingClientRect().top < 500"));
        Assert.Empty(browser.Complaints);
    }

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex IdPattern();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex LinkPattern();
}
