using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Tests.Statistics;

public class FactorialTests
{
    private static Factorial Of(int components, Func<int, double> outcome) =>
        new([.. Enumerable.Range(0, 1 << components).Select(outcome)]);

    [Fact]
    public void Components_that_add_up_have_one_effect_however_it_is_asked_for()
    {
        double[] worth = [3, -1, 0.5];
        var study = Of(3, subset => 10 + Enumerable.Range(0, 3).Sum(i => (subset >> i & 1) * worth[i]));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(worth[i], study.LeaveOneOut(i), 12);
            Assert.Equal(worth[i], study.AddOneIn(i), 12);
            Assert.Equal(worth[i], study.Effect(1 << i), 12);
            Assert.Equal(worth[i], study.Shapley(i), 12);
            Assert.Equal(0, study.Interaction(i, (i + 1) % 3), 12);
        }
    }

    [Fact]
    public void Two_that_stand_in_for_each_other_hide_from_leave_one_out_and_not_from_the_rest()
    {
        var either = Of(2, subset => subset == 0 ? 0 : 1);
        Assert.Equal(0, either.LeaveOneOut(0));
        Assert.Equal(1, either.AddOneIn(0));
        Assert.Equal(-1, either.Interaction(0, 1));
        Assert.Equal(0.5, either.Shapley(0));
        Assert.Equal(-0.5, either.Effect(0b11));
    }

    [Theory, InlineData(1UL), InlineData(2UL)]
    public void Shapley_values_add_up_to_the_whole(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("outcomes");
        double[] outcomes = [.. Enumerable.Range(0, 32).Select(_ => chance.NextDouble())];
        var study = new Factorial(outcomes);
        Assert.Equal(outcomes[31] - outcomes[0], Enumerable.Range(0, 5).Sum(study.Shapley), 12);
    }

    [Fact]
    public void Outcomes_of_some_subsets_only_are_refused() => Assert.Throws<ArgumentException>(() => new Factorial([1, 2, 3]));
}
