using Teleo.Engine.Input;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class ClaimTests
{
    private static readonly ConfirmatoryStatus Registered = new([]);

    private static StudyDefinition Claimed(string arm, Expectation expect, params Control[] controls) =>
        Any.Study(arm, "aa", "planted:0.5") with
        {
            Hypotheses = [new() { Id = "H1", Claim = "as expected", Arm = arm, Expect = expect }],
            Controls = [.. controls],
            Seeds = [.. Enumerable.Range(1, 14).Select(seed => (ulong)seed)],
            SmallestEffect = 0.05,
        };

    private static Judged Verdict(StudyDefinition study, ConfirmatoryStatus standing) => ClaimJudge.Judge(Any.Results(study), standing, [])[0];

    [Fact]
    public void A_planted_effect_is_supported_and_its_opposite_refuted()
    {
        Assert.Equal(ClaimVerdict.Supported, Verdict(Claimed("planted:0.4", Expectation.Worse), Registered).Verdict);
        Assert.Equal(ClaimVerdict.Refuted, Verdict(Claimed("planted:0.4", Expectation.Better), Registered).Verdict);
        Assert.Equal(ClaimVerdict.Refuted, Verdict(Claimed("planted:0.4", Expectation.Equivalent), Registered).Verdict);
    }

    [Fact]
    public void Without_registration_nothing_is_supported()
    {
        var judged = Verdict(Claimed("planted:0.4", Expectation.Worse),
            ConfirmatoryStatus.Of(null, Any.Study(), Any.Runner, new AttemptLedger("none")));
        Assert.Equal(ClaimVerdict.Undecided, judged.Verdict);
        Assert.Equal("would be supported, but is exploratory: it was not registered before it ran", judged.Reason);
    }

    [Fact]
    public void A_control_that_fails_holds_back_every_claim()
    {
        var study = Claimed("planted:0.4", Expectation.Worse, new Control { Id = "N1", Kind = ControlKind.Negative, Arm = "planted:0.5" });
        var judged = ClaimJudge.Judge(Any.Results(study), Registered, []);
        Assert.Equal(ClaimVerdict.Refuted, judged[1].Verdict);
        Assert.Equal((ClaimVerdict.Undecided, "control N1 did not come out as it must"), (judged[0].Verdict, judged[0].Reason));
        var elsewhere = study with { Controls = [study.Controls[0] with { Guards = ["H2"] }] };
        Assert.Equal(ClaimVerdict.Supported, ClaimJudge.Judge(Any.Results(elsewhere), Registered, [])[0].Verdict);
        var positive = Claimed("planted:0.4", Expectation.Worse, new Control
        {
            Id = "P1",
            Kind = ControlKind.Positive,
            Arm = "planted:0.5"
        });
        Assert.Equal(ClaimVerdict.Supported, Verdict(positive, Registered).Verdict);
    }

    [Fact]
    public void A_small_effect_in_loud_noise_is_undecided()
    {
        var study = Claimed("planted:0.4", Expectation.Worse) with { PrimaryMetric = "noise", Metrics = [] };
        Assert.Equal(ClaimVerdict.Undecided, Verdict(study, Registered).Verdict);
    }

    [Fact]
    public void Any_change_after_registration_makes_results_exploratory()
    {
        var study = Claimed("planted:0.4", Expectation.Worse);
        var registration = Registration.Of(StudyPlan.Of(study), Any.Runner, TimeProvider.System, [1, 2, 3]);
        Assert.Empty(registration.Departures(study, Any.Runner));
        Assert.Equal(["the definition or its seeds changed since"],
            registration.Departures(study with { Seeds = [.. study.Seeds.Reverse()] }, Any.Runner));
        Assert.Equal(["the definition or its seeds changed since"], registration.Departures(study with { Alpha = 0.1 }, Any.Runner));
        Assert.Equal(["the code changed since"], registration.Departures(study, new SyntheticRunner(12)));
        Assert.Contains("the registration itself was changed",
            (registration with { Identity = "synthetic 12 False" }).Departures(study, new SyntheticRunner(12)));
    }

    [Fact]
    public void A_registration_reads_back_as_itself()
    {
        using var folder = new TemporaryFolder();
        var registration = Registration.Of(StudyPlan.Of(Any.Study("aa")), Any.Runner, TimeProvider.System, [1, 2, 3]);
        File.WriteAllText(folder["registration.json"], registration.ToJson());
        Assert.Equal(registration, Registration.Read(folder["registration.json"]));
        Assert.Null(Registration.Read(folder["nothing.json"]));
    }

    [Fact]
    public void A_damaged_registration_is_refused_and_never_taken_for_none()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["registration.json"], "{");
        Assert.Equal("BadRegistration", Assert.Throws<InputException>(() => Registration.Read(folder["registration.json"])).Code);
    }

    [Fact]
    public void The_order_of_arms_never_matters()
    {
        var study = Any.Study("aa", "planted:0.1", "planted:0.2");
        var turned = study with { Arms = [.. study.Arms.Reverse()] };
        var effects = Analysis.Effects(Any.Results(study)).ToDictionary(e => (e.Workload, e.Budget, e.Arm, e.Metric.Name));
        foreach (var effect in Analysis.Effects(Any.Results(turned)))
            Assert.Equal(effects[(effect.Workload, effect.Budget, effect.Arm, effect.Metric.Name)], effect);
    }

    [Fact]
    public void Common_streams_pay()
    {
        var effects = Analysis.Scenario(Any.Results(Any.Study("aa")), "cost", "synthetic-a", 0.5);
        Assert.True(effects[0].VarianceReduction > 3, $"pairing took away only {effects[0].VarianceReduction}");
    }

    [Fact]
    public void Smaller_is_better_where_the_metric_says_so()
    {
        var effect = Analysis.Scenario(Any.Results(Any.Study("planted:0.8")), "cost", "synthetic-a", 0.5)[0];
        Assert.Equal(MarginConclusion.Inferior, effect.Outcome);
        Assert.Equal(MarginConclusion.Superior, (effect with { Metric = effect.Metric with { Better = 1 } }).Outcome);
        Assert.Equal(MarginConclusion.Inconclusive, (effect with { Metric = effect.Metric with { Better = 0 } }).Outcome);
    }
}
