using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class SelfTestTests
{
    [Fact]
    public void Sixty_four_of_a_thousand_are_the_most_that_chance_allows() => Assert.Equal(64, SelfTest.MostRejections(1_000, 0.975));

    [Fact]
    public void It_is_made_once_for_each_state_of_the_code()
    {
        string folder = TestFolder.New("teleo-selftest"), path = Path.Combine(folder, "selftest.json");
        int steps = 0;
        var made = Kept();
        Assert.Equal(4 * 3, steps);
        Assert.Equal(made.Findings.AsEnumerable(), Kept().Findings);
        Assert.Equal(4 * 3, steps);   // the second came from the file

        File.WriteAllText(path, File.ReadAllText(path).Replace(Fingerprint.Code, "other code", StringComparison.Ordinal));
        Kept();
        Assert.Equal(2 * 4 * 3, steps);
        File.WriteAllText(path, "{");
        Kept();
        Assert.Equal(3 * 4 * 3, steps);
        Directory.Delete(folder, recursive: true);

        SelfTest Kept() => KeptSelfTest.Of(folder, 3, (_, _) => Interlocked.Increment(ref steps), default);
    }

    [NightlyFact]
    public void The_analysis_finds_what_is_there_and_nothing_else()
    {
        var found = SelfTest.Run(SelfTest.Quick, (_, _) => { }, default);
        Assert.All(found.Findings, finding => Assert.True(finding.Holds, finding.ToString()));
    }
}
