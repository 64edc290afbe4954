using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class ShippedStudiesTests
{
    /// <summary>Folders of results, found settings and worlds.</summary>
    private static readonly string[] NoStudies = ["results", "tuned", "worlds"];

    public static TheoryData<string> Definitions =>
        [.. Directory.GetFiles(Repository.PathOf("experiments"), "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.PathOf("experiments"), path))
            .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal) && !NoStudies.Contains(path.Split('/')[0])).Order()];

    [Theory, MemberData(nameof(Definitions))]
    public void Every_shipped_definition_is_without_fault(string file)
    {
        string path = Repository.PathOf("experiments", file);
        var study = StudyFile.Read(File.ReadAllBytes(path), plant => CellRunners.For(plant, TimeProvider.System), out var faults);
        Assert.Empty(faults);
        Assert.All(study!.Seeds, seed => Assert.InRange(seed, 1UL, 2000UL));   // what is above was looked at while rules were made
    }

    /// <summary>What documents say of a registered claim is what its table says.</summary>
    [Theory]
    [InlineData("H1", "experiments/results/README.md")]
    [InlineData("H1", "docs/GRAVEYARD.md")]
    [InlineData("H5", "experiments/results/README.md")]
    [InlineData("H5", "docs/GRAVEYARD.md")]
    public void Figures_in_prose_are_those_of_the_claims_table(string claim, string document)
    {
        string row = File.ReadLines(Repository.PathOf("experiments", "results", "commitments", "claims.csv")).Single(line => line.StartsWith(claim + ",", StringComparison.Ordinal));
        string[] numbers = [.. row.Split(',')[^6..^3].Select(number => (100 * double.Parse(number, CultureInfo.InvariantCulture)).ToString("0.00", CultureInfo.InvariantCulture))];
        Assert.Contains($"{numbers[0]} % ({numbers[1]} to {numbers[2]})", File.ReadAllText(Repository.PathOf(document.Split('/'))), StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_a_template_for_each_of_the_twenty_one_regimes() =>
        Assert.Equal(
            Enumerable.Range(1, 21).Select(n => n.ToString("00")),
            Directory.GetFiles(Repository.PathOf("experiments", "regimes")).Select(path => Path.GetFileName(path)[..2]).Order());
}
