using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class ShippedStudiesTests
{
    public static TheoryData<string> Definitions =>
        [.. Directory.GetFiles(Repository.PathOf("experiments"), "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.PathOf("experiments"), path))
            .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal) && !path.StartsWith("results", StringComparison.Ordinal)).Order()];

    [Theory, MemberData(nameof(Definitions))]
    public void Every_shipped_definition_is_without_fault(string file)
    {
        string path = Repository.PathOf("experiments", file);
        var study = StudyFile.Read(File.ReadAllBytes(path), plant => CellRunners.For(plant, TimeProvider.System), out var faults);
        Assert.Empty(faults);
        Assert.All(study!.Seeds, seed => Assert.InRange(seed, 1UL, 1000UL));
    }

    [Fact]
    public void There_is_a_template_for_each_of_the_twenty_one_regimes() =>
        Assert.Equal(
            Enumerable.Range(1, 21).Select(n => n.ToString("00")),
            Directory.GetFiles(Repository.PathOf("experiments", "regimes")).Select(path => Path.GetFileName(path)[..2]).Order());
}
