using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class TheoryTests
{
    private static readonly string[] Quick = ["M/M/3 at 2, mean time in system", "Erlang B, 5 erlang on 5 workers", "LRU, 2 of 4 skills, hit ratio (exact)"];

    public static TheoryData<string> QuickOnes => [.. Quick];

    public static TheoryData<string> Others => [.. TheoryChecks.All.Select(check => check.Name).Except(Quick)];

    [Theory, MemberData(nameof(QuickOnes))]
    public void The_plant_gives_the_figures_of_theory(string name) => Holds(name);

    [NightlyTheory, MemberData(nameof(Others))]
    public void The_plant_gives_the_other_figures_of_theory(string name) => Holds(name);

    [Fact]
    public void A_wrong_figure_is_told_from_the_right_one()
    {
        // The interval is narrow enough to tell: a model one part in twenty off would be found out.
        var check = Run("M/M/3 at 2, mean time in system");
        Assert.False((check with { Theory = 1.05 * check.Theory }).Holds);
    }

    private static void Holds(string name)
    {
        var check = Run(name);
        Assert.True(check.Holds, $"{check}");
    }

    private static TheoryCheck Run(string name) => TheoryChecks.All.Single(check => check.Name == name).Run(new SeedTree(1));
}
