using Teleo.Controller.Domain;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;
using Teleo.Tests.Pools;

namespace Teleo.Tests.Studies;

public class SimulatedCellsTests
{
    private static readonly SimulatedCells Runner = new();

    private static Cell Of(string arm, ulong seed = 1, double budget = 0.4) => new("simulated", "zipf", budget, arm, seed, 400, 0, MissMode.Wait);

    private static double Figure(Cell cell, string metric) =>
        Runner.Run(cell, default).Values[PoolMetrics.All.IndexOf(PoolMetrics.All.First(m => m.Name == metric))];

    [Theory, InlineData("teleodynamic"), InlineData("lru"), InlineData("action-shuffle"), InlineData("random-action")]
    public void Equal_cells_give_equal_figures_bit_for_bit(string arm)
    {
        var first = Runner.Run(Of(arm), default);
        Assert.Equal(first.Values.AsEnumerable(), new SimulatedCells().Run(Of(arm), default).Values);
        Assert.NotEqual(first.Values.AsEnumerable(), Runner.Run(Of(arm, seed: 2), default).Values);
    }

    [Fact]
    public void Arms_share_their_requests_and_a_run_ends_with_those_asked_for()
    {
        foreach (string arm in new[] { "teleodynamic", "lru", "never-act" }) Assert.Equal(400, Figure(Of(arm), "requests"));
    }

    [Fact]
    public void A_larger_budget_never_costs_our_controller_more_here() =>
        Assert.True(Figure(Of("teleodynamic", budget: 1), PoolMetrics.Cost) <= Figure(Of("teleodynamic", budget: 0.2), PoolMetrics.Cost));

    [Fact]
    public void Clamped_structure_never_moves_while_the_fast_loop_does()
    {
        Assert.Equal(0, Figure(Of("teleodynamic-no-structure"), "actions"));
        Assert.Equal(0, Figure(Of("teleodynamic-no-structure"), "structure_updates"));
        Assert.True(Figure(Of("teleodynamic-no-structure"), "adaptation_updates") > 400);
    }

    [Fact]
    public void The_ledger_reproduces_and_a_rival_has_none()
    {
        Assert.Equal(0, Figure(Of("teleodynamic"), "ledger_errors"));
        Assert.Equal(1, Figure(Of("teleodynamic"), "itemised_share"));
        Assert.True(double.IsNaN(Figure(Of("lru"), "gate_binding_rate")));
    }

    [Fact]
    public void Unknown_names_and_numbers_are_told_before_anything_runs()
    {
        Assert.Null(Runner.ArmProblem("teleodynamic:tick=10"));
        Assert.Equal("no policy 'teleodinamic'; did you mean 'teleodynamic'?", Runner.ArmProblem("teleodinamic"));
        Assert.Contains("has no option 'tock'", Runner.ArmProblem("teleodynamic:tock=10"));
        Assert.Null(Runner.WorkloadProblem("zipf"));
        Assert.StartsWith("no workload or world 'zopf' and no such file; did you mean 'zipf'", Runner.WorkloadProblem("zopf"));
    }

    [Fact]
    public void A_budget_that_holds_no_skill_is_told_before_anything_runs()
    {
        Assert.Null(Runner.BudgetProblem("zipf", 0.3, 1));
        Assert.Contains("holds none of the skills", Runner.BudgetProblem("zipf", 0.0001, 1));
        var study = FalsificationStudy.Quick with { Budgets = [0.0001, 1] };
        Assert.Equal(["budgets[0]", "budgets[0]"], StudyRules.Problems(study, Runner).Select(problem => problem.Path));
    }

    [Fact]
    public void A_live_pool_gives_the_same_figures_of_real_models_one_run_at_a_time()
    {
        using var packages = new LivePackages();
        var live = new LiveCells(TimeProvider.System);
        Assert.Equal(1, live.MostAtOnce);
        Assert.NotNull(live.ArmProblem("teleodynamic!structure"));
        var cell = Of("teleodynamic", budget: 1) with { Plant = "live", Requests = 0, Skills = packages.Folder, Seconds = 20 };
        var outcome = live.Run(cell, default);
        Assert.Equal("", outcome.Failure);
        Assert.True(outcome.Values[PoolMetrics.All.IndexOf(PoolMetrics.All.First(m => m.Name == "requests"))] > 0);
        Assert.Equal(1, outcome.Values[PoolMetrics.All.IndexOf(PoolMetrics.All.First(m => m.Name == "itemised_share"))]);
    }

    [Fact]
    public void A_policy_that_cannot_work_here_fails_with_its_reason() =>
        Assert.NotEqual("", Runner.Run(Of("static-train:half_life=3"), default).Failure);
}
