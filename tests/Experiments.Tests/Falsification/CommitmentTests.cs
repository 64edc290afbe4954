using System.Collections.Immutable;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Falsification;

public class CommitmentTests
{
    /// <summary>Figures that keep every commitment, before a test breaks one of them.</summary>
    private static double Kept(string arm, string metric, ulong seed, double budget) => (metric, arm) switch
    {
        (PoolMetrics.Cost, Arms.Full or Arms.ExpandedCaps or Arms.CapFree or Arms.GateOpen or Arms.NoResource) => 100 + seed % 3,
        (PoolMetrics.Cost, _) => 200 + seed % 5,
        ("actions", Arms.Full) => 50 + seed % 4,
        ("actions", Arms.NoStructure or Arms.Full + "-parametric-only") => 0,
        ("actions", _) => 70 + seed % 3,
        ("structure_updates", Arms.NoStructure) => 0,
        ("structure_updates", _) => 90,
        ("adaptation_updates", _) => 5_000,
        ("gate_binding_rate", _) => 0.1 + 0.001 * (seed % 4),
        ("energy_mean", Arms.NoStructure) => 1 + 0.1 * (seed % 3),
        ("energy_mean", _) => 10 + seed % 3,
        ("energy_spread", Arms.NoResource) => 0,
        ("itemised_share", _) => 1,
        ("freeze_share", _) => budget < 1 ? 0.1 : 0.9 + 0.001 * (seed % 3),
        ("surrogate_growth", _) => 0,
        ("external_stop_share" or "guard_vetoes" or "ledger_errors", _) => 0,
        _ => 1 + seed % 3,
    };

    private static Dictionary<string, CommitmentVerdict> Judge(Func<string, string, ulong, double, double> figure, StudyDefinition? study = null)
    {
        study ??= FalsificationStudy.Quick;
        var runs = StudyPlan.Of(study).Cells.Select(cell =>
            (cell, new CellOutcome([.. PoolMetrics.All.Select(m => figure(cell.Arm, m.Name, cell.Seed, cell.Budget))])));
        return Commitments.Judge(new StudyResults(study, PoolMetrics.All, [.. runs])).ToDictionary(r => r.Commitment.Id, r => r.Verdict);
    }

    [Fact]
    public void Figures_that_keep_every_commitment_demonstrate_all_that_are_measured()
    {
        var verdicts = Judge(Kept);
        Assert.All(verdicts, v => Assert.Equal(CommitmentVerdict.Demonstrated, v.Value));
    }

    [Theory]
    [InlineData("C1", Arms.NoStructure, "structure_updates", 1)]
    [InlineData("C1", Arms.Full, "adaptation_updates", 0)]
    [InlineData("C2", Arms.Full, "gate_binding_rate", 0)]
    [InlineData("C2", Arms.Full, "ledger_errors", 1)]
    [InlineData("C2", Arms.NoResource, "energy_spread", 0.5)]
    [InlineData("C3", Arms.Full, "itemised_share", 0.99)]
    [InlineData("C3", Arms.Inverted, PoolMetrics.Cost, 100)]
    [InlineData("C3", Arms.RandomAction, PoolMetrics.Cost, 50)]
    [InlineData("C5", Arms.Full, "surrogate_growth", 9)]
    [InlineData("C4", Arms.Full, "external_stop_share", 0.8)]
    [InlineData("C4", Arms.CapFree, "freeze_share", 0.2)]
    [InlineData("C4", Arms.HardStop, PoolMetrics.Cost, 90)]
    public void Each_commitment_falls_with_what_it_claims_and_no_other_with_it(string commitment, string arm, string metric, double broken)
    {
        var verdicts = Judge((a, m, seed, budget) => a == arm && m == metric ? broken + (broken > 1 ? seed % 2 : 0) : Kept(a, m, seed, budget));
        Assert.Equal(CommitmentVerdict.Refuted, verdicts[commitment]);
        Assert.DoesNotContain(verdicts, v => v.Key != commitment && v.Value == CommitmentVerdict.Refuted);
    }

    [Fact]
    public void A_gate_that_changes_nothing_is_a_refutation_and_not_a_doubt()
    {
        var verdicts = Judge((a, m, seed, budget) => a == Arms.GateOpen ? Kept(Arms.Full, m, seed, budget) : Kept(a, m, seed, budget));
        Assert.Equal(CommitmentVerdict.Refuted, verdicts["C2"]);
    }

    [Fact]
    public void What_was_not_run_is_not_demonstrated()
    {
        var study = FalsificationStudy.Quick;
        var verdicts = Judge(Kept, study with { Arms = [.. study.Arms.Where(a => a != Arms.CapFree)] });
        Assert.Equal(CommitmentVerdict.NotDemonstrated, verdicts["C4"]);
        Assert.Equal(CommitmentVerdict.Demonstrated, verdicts["C1"]);
    }

    [Fact]
    public void Noise_about_a_threshold_decides_nothing()
    {
        var verdicts = Judge((a, m, seed, budget) => m == "gate_binding_rate" ? 0.01 * (seed % 3) : Kept(a, m, seed, budget));
        Assert.Equal(CommitmentVerdict.Undecided, verdicts["C2"]);
    }

    [Fact]
    public void Every_arm_of_the_study_is_a_policy_and_both_sizes_obey_the_rules()
    {
        var runner = new SimulatedCells();
        foreach (var study in new[] { FalsificationStudy.Quick, FalsificationStudy.Full })
        {
            Assert.Empty(StudyRules.Problems(study, runner));
            Assert.All(study.Arms, arm => Assert.True(PolicyCatalog.TryFind(arm, out _), arm));
        }

        ImmutableArray<string> criteria = [.. Commitments.All.SelectMany(c => c.Criteria).Select(c => c.Id)];
        Assert.Equal(criteria.Length, criteria.Distinct().Count());
    }
}
