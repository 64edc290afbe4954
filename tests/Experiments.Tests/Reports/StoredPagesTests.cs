using System.Text.Json;
using System.Text.RegularExpressions;
using Teleo.Engine.Input;
using Teleo.Experiments.Live;
using Teleo.Experiments.Preprint;
using Teleo.Experiments.Reports;

namespace Teleo.Experiments.Tests.Reports;

/// <summary>
/// The texts of results are made from the numbers beside them. <c>UPDATE_GOLDEN=1</c> writes text and page anew, to be looked at.
/// </summary>
public sealed partial class StoredPagesTests
{
    [Fact]
    public void The_text_of_the_cold_loads_is_made_from_their_card()
    {
        string folder = Repository.PathOf("experiments", "results", "cold"), text = File.ReadAllText(Path.Combine(folder, "README.md"));
        var card = JsonSerializer.Deserialize<ColdCard>(File.ReadAllText(Path.Combine(folder, "card.json")), Json.Options)!;
        string machine = MachineLine().Match(text).Groups[1].Value;
        AssertStored(folder, ColdPage.Of(card, machine, CommandLine().Match(text).Groups[1].Value));
    }

    [Fact]
    public void The_text_of_the_preprints_learner_is_made_from_its_tables()
    {
        string folder = Repository.PathOf("experiments", "results", "de11"), text = File.ReadAllText(Path.Combine(folder, "README.md"));
        AssertStored(folder, De11Page.Of(DistributionTables.Read(folder), CommandLine().Match(text).Groups[1].Value));
    }

    private static void AssertStored(string folder, ReportPage page)
    {
        string text = Path.Combine(folder, "README.md");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(text, MarkdownReport.Render(page));
            File.WriteAllText(Path.Combine(folder, "report.html"), HtmlReport.Render(page));
        }

        Assert.Equal(File.ReadAllText(text), MarkdownReport.Render(page));
    }

    [GeneratedRegex(@"^(.*)\. Loads read files of random bytes", RegexOptions.Multiline)]
    private static partial Regex MachineLine();

    [GeneratedRegex(@"```\n(.*)\n```")]
    private static partial Regex CommandLine();
}
