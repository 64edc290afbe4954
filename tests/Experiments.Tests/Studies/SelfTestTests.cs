using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class SelfTestTests
{
    [Fact]
    public void Sixty_four_of_a_thousand_are_the_most_that_chance_allows() => Assert.Equal(64, SelfTest.MostRejections(1_000, 0.975));

    [NightlyFact]
    public void The_analysis_finds_what_is_there_and_nothing_else()
    {
        var found = SelfTest.Run(SelfTest.Quick, (_, _) => { }, default);
        Assert.All(found.Findings, finding => Assert.True(finding.Holds, finding.ToString()));
    }
}
