using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class FactorsTests
{
    private static readonly StudyDefinition Crossed = Factors.Crossed(new()
    {
        Name = "crossed",
        Question = "What does each part add?",
        Workloads = ["zipf"],
        Budgets = [0.4],
        Baseline = Arms.Full,
        Arms = [Arms.Full],
        Factors = ["no-resource", "no-no-op"],
        Seeds = [1, 2, 3, 4, 5, 6],
        PrimaryMetric = PoolMetrics.Cost,
        Requests = 300,
    });

    [Fact]
    public void Every_combination_becomes_an_arm_that_can_run()
    {
        Assert.Equal(["teleodynamic", "teleodynamic-no-no-op", "teleodynamic-no-resource", "teleodynamic-no-resource+no-no-op"], Crossed.Arms.Order(StringComparer.Ordinal).OrderBy(arm => arm.Length));
        Assert.Empty(StudyRules.Problems(Crossed, new SimulatedCells()));
        Assert.Equal(Crossed.Arms.AsEnumerable(), Factors.Crossed(Crossed).Arms);
        Assert.Contains("there is no ablation 'no-sense'", new SimulatedCells().ArmProblem("teleodynamic-no-resource+no-sense"));
        Assert.Contains("only ablations of our controller", new SimulatedCells().ArmProblem("lru+no-decay"));
    }

    [Fact]
    public void Two_ablations_together_are_both_made_and_their_order_never_matters()
    {
        var cells = StudyPlan.Of(Crossed).Cells;
        var runner = new SimulatedCells();
        double[] Run(string arm, string metric) => [runner.Run(cells[0] with { Arm = arm }, default).Values[PoolMetrics.All.IndexOf(PoolMetrics.All.First(m => m.Name == metric))]];
        Assert.Equal([0.0], Run("teleodynamic-no-structure+no-decay", "actions"));
        Assert.Equal([0.0], Run("teleodynamic-no-no-op+no-structure", "actions"));
        Assert.Equal(Run("teleodynamic-no-resource+with-margin", PoolMetrics.Cost), Run("teleodynamic-with-margin+no-resource", PoolMetrics.Cost));
    }

    [Fact]
    public void What_components_contribute_adds_up_to_the_whole()
    {
        var results = Any.Results(Crossed, new SimulatedCells());
        var rows = FactorRow.Of(results).ToList();
        double shapley = rows.Where(row => row.Kind == "shapley").Sum(row => row.Contribution);
        double whole = -Analysis.PooledDifferences(results, PoolMetrics.Cost, Factors.Arm(Crossed, 0), Crossed.Workloads).Average();
        Assert.Equal(whole, shapley, 1e-9);
        Assert.Equal(2, rows.Count(row => row.Kind == "leave-one-out"));
        Assert.Single(rows, row => row.Kind == "interaction");
    }
}
