using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class SelfControlTests
{
    private static StudyDefinition Study(params string[] arms) => Any.Study(arms) with
    {
        Seeds = [.. Enumerable.Range(1, 20).Select(seed => (ulong)seed)],
        Hypotheses = [new() { Id = "H1", Claim = "it costs more", Arm = arms[0], Expect = Expectation.Worse }],
        SmallestEffect = 0.01,
    };

    [Fact]
    public void A_sound_analysis_holds_on_runs_with_and_without_an_effect()
    {
        foreach (string arm in new[] { "aa", "planted:0.5" })
        {
            var controls = SelfControl.Of(Any.Results(Study(arm)));
            Assert.Equal(["A/A", "labels"], controls.Select(c => c.Id));
            Assert.All(controls, control => Assert.True(control.Holds, control.Evidence));
            Assert.All(controls, control => Assert.InRange(control.Rejections, 20, 64));
        }
    }

    /// <summary>At ten seeds a bar for independent deals held back 27 in 100 of these.</summary>
    [Fact]
    public void A_study_of_few_seeds_without_an_effect_is_seldom_held_back()
    {
        const int Studies = 60;
        int held = Enumerable.Range(1, Studies).Count(study => SelfControl.Of(Any.Results(Study("aa") with
        {
            Seeds = [.. Enumerable.Range(100 * study, 10).Select(seed => (ulong)seed)],
        })).Any(control => !control.Holds));
        Assert.InRange(held, 0, 8);
    }

    [Fact]
    public void One_that_fails_holds_back_every_claim()
    {
        var results = Any.Results(Study("planted:0.5"));
        Assert.Equal(ClaimVerdict.Supported, ClaimJudge.Judge(results, new([]), SelfControl.Of(results))[0].Verdict);
        var judged = ClaimJudge.Judge(results, new([]), [new("A/A", "itself", 1_000, 65, 64)])[0];
        Assert.Equal((ClaimVerdict.Undecided, "control A/A did not come out as it must"), (judged.Verdict, judged.Reason));
    }

    [Fact]
    public void Where_seeds_are_few_it_is_not_tried() =>
        Assert.Empty(SelfControl.Of(Any.Results(Study("aa") with { Seeds = [1, 2, 3, 4, 5, 6] })));

    [Fact]
    public void A_control_looks_where_and_against_what_it_is_told()
    {
        Control no = new() { Id = "N", Kind = ControlKind.NoGain, Arm = "planted:0.5", Against = "planted:0.2" };
        Assert.Equal(ClaimVerdict.Supported, Control(no).Verdict);
        Assert.Equal(ClaimVerdict.Refuted, Control(no with { Arm = "planted:0.2", Against = "planted:0.5" }).Verdict);
        var atHalf = Control(no with { Kind = ControlKind.Positive, Against = "", Budgets = [0.5] });
        Assert.NotEqual(atHalf.Effect, Control(no with { Kind = ControlKind.Positive, Against = "" }).Effect);
        Assert.Equal(ClaimVerdict.Supported, atHalf.Verdict);

        Judged Control(Control control) =>
            ClaimJudge.Judge(Any.Results(Study("planted:0.2", "planted:0.5") with { Controls = [control] }), new([]), [])[1];
    }

    [Fact]
    public void An_aggregate_lies_inside_its_interval_and_the_baseline_is_one()
    {
        var rows = AggregateRow.Of(Any.Results(Study("aa", "planted:0.5"))).ToDictionary(row => row.Arm);
        Assert.All(rows.Values, row => Assert.InRange(row.InterquartileMean, row.Interval95.Lower, row.Interval95.Upper));
        Assert.InRange(rows["base"].InterquartileMean, 0.9, 1.1);
        Assert.Equal(0.5, rows["base"].Improvement);
        Assert.True(rows["planted:0.5"].Improvement < 0.5 && rows["planted:0.5"].InterquartileMean > 1.3);
    }

    [Fact]
    public void A_scenario_that_a_rule_leaves_out_carries_no_claim()
    {
        var study = Study("planted:0.5");
        var results = Any.Results(study);
        double bar = results.Values("synthetic-a", 0.5, "base", "cost").Average();
        string[] levels =
            [.. results.Scenarios.Where(s => results.Values(s.Workload, s.Budget, "base", "cost").Average() > bar).Select(s => $"{s}")];
        var without = Any.Results(study with { Exclusions = [new() { Metric = "cost", Above = bar, Why = "too dear" }] });
        Assert.Equal(results.Scenarios.Select(s => $"{s}").Except(levels), without.Scenarios.Select(s => $"{s}"));
        Assert.NotEmpty(levels);
        Assert.Equal("too dear",
            study.Workloads.SelectMany(w => study.Budgets.Select(b => without.ExclusionOf(w, b))).First(rule => rule is not null)!.Why);
    }
}
