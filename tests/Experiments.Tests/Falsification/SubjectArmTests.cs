using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Falsification;

public class SubjectArmTests
{
    private static readonly SimulatedCells Runner = new();

    [Theory]
    [InlineData("subject:constructed-halting")]
    [InlineData("subject:constructed-foresight:account=clock,scale=0.01")]
    [InlineData("subject:teleodynamic:choice=random,freeze=600")]
    public void An_arm_may_name_a_subject_with_options(string arm) => Assert.Null(Runner.ArmProblem(arm));

    [Theory]
    [InlineData("subject:constructed-haltin", "constructed-halting")]
    [InlineData("subject:lru:acount=open", "account")]
    [InlineData("subject:lru:account=opened", "open")]
    [InlineData("subject:lru:scale=much", "a number")]
    public void A_fault_is_told_with_what_would_do(string arm, string told) =>
        Assert.Contains(told, Runner.ArmProblem(arm), StringComparison.Ordinal);

    [Fact]
    public void A_subject_under_no_treatment_plays_as_the_policy_that_it_is()
    {
        Assert.Equal(Cost("lru"), Cost("subject:lru"));
        Assert.NotEqual(Cost("subject:constructed-halting"), Cost("subject:constructed-halting:choice=worst"));
    }

    private static double Cost(string arm)
    {
        var study = new StudyDefinition
        {
            Name = "arms",
            Question = "Do subjects play?",
            Plant = "simulated",
            Workloads = ["drift-fast"],
            Budgets = [0.4],
            Baseline = "lru",
            Arms = ["lru", arm],
            Seeds = [1],
            PrimaryMetric = "cost",
            Requests = 1_500,
        };
        var cell = StudyPlan.Of(study).Cells.First(one => one.Arm == arm);
        return Runner.Run(cell, CancellationToken.None).Values[Runner.Metrics.Select(metric => metric.Name).ToList().IndexOf("cost")];
    }
}
