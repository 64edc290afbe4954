using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class LearnerTests
{
    private static readonly LearnerShape Shape = new(4, 3);
    private static readonly RandomStream Chance = new SeedTree(5).Stream("test");

    public static TheoryData<string> Settings => [.. LearnerCases.All.Keys];

    [Theory, MemberData(nameof(Settings))]
    public void Chosen_actions_are_affordable_unless_the_coverage_rule_says_otherwise(string setting)
    {
        var options = LearnerCases.All[setting];
        LearnerCases.Each(options, (in LearnerStep step, double balance) =>
        {
            var decision = step.Decision;
            double cost = options.Energy.CostOf(decision.Choice);
            bool mayOverride = decision.IsOverride && options.Coverage == CoverageRule.Override;
            Assert.True(cost <= balance || mayOverride, $"step {step.Number}: {decision.Choice} costs {cost} of {balance}");
        });
    }

    [Theory, MemberData(nameof(Settings))]
    public void What_a_candidate_promises_is_what_applying_it_gives(string setting)
    {
        var options = LearnerCases.All[setting];
        var learner = new Learner(Shape, options);
        var run = new LearnerCases.Samples(Shape, 3);
        var theta = new LearnerState(Shape);
        int applied = 0;
        for (uint i = 0; i < 400; i++)
        {
            var sample = run.Next();
            learner.Observe(sample, theta);
            var decision = learner.Decide(sample, theta, 1_000, new SeedTree(9).Stream("direction", i));
            double complexity = learner.ComplexityOf(theta);
            learner.Apply(decision, sample, theta);
            if (decision.Choice == StructuralAction.NoOp) continue;
            applied++;
            var chosen = decision.Of(decision.Choice);
            Assert.Equal(chosen.Complexity, learner.ComplexityOf(theta) - complexity);
            Assert.Equal(chosen.Loss, LossOf(learner, sample, theta), 1e-9);
            Assert.Equal(chosen.Loss + options.ComplexityPrice * chosen.Complexity + options.EnergyPrice * chosen.Energy, chosen.Total);
        }

        Assert.True(applied > 2, $"{applied} actions");
    }

    [Theory, MemberData(nameof(Settings))]
    public void A_bound_in_place_of_a_fitted_wedge_changes_no_choice(string setting)
    {
        var (data, own) = (DataSet.Load("iris"), LearnerSetting.Of(LearnerCases.All[setting]));
        var bounded = new LearnerRun(data, own, new SeedTree(3));
        var full = new LearnerRun(data, own, new SeedTree(3), scoresAll: true);
        for (int split = 0; split < 3; split++) Assert.Equal(full.Run(split), bounded.Run(split));
    }

    [Theory, MemberData(nameof(Settings))]
    public void Fast_and_slow_loop_are_apart(string setting)
    {
        var learner = new Learner(Shape, LearnerCases.All[setting]);
        var theta = new LearnerState(Shape);
        var samples = new LearnerCases.Samples(Shape, 4);
        for (uint i = 0; i < 100; i++)
        {
            var sample = samples.Next();
            var before = (theta.StructureRevision, theta.Forms.Count, theta.HypothesisCount);
            learner.Observe(sample, theta);
            Assert.Equal(before, (theta.StructureRevision, theta.Forms.Count, theta.HypothesisCount));
            Assert.Equal(i + 1, theta.ParameterRevision);

            byte[] whole = LearnerStateBytes.Write(theta);
            var decision = learner.Decide(sample, theta, 100, new SeedTree(9).Stream("direction", i));
            Assert.Equal(whole, LearnerStateBytes.Write(theta));
            learner.Apply(decision, sample, theta);
            Assert.Equal(i + 1, theta.ParameterRevision);
        }
    }

    /// <summary>
    /// With the published prices an atom that adds 0.5 to a logit does not pay in a learner that knows nothing, and one that adds 0.9
    /// does.
    /// </summary>
    [Theory]
    [InlineData(0.5, StructuralAction.NoOp, 0.304)]
    [InlineData(0.9, StructuralAction.Genesis, 0.504)]
    public void Genesis_barely_pays_by_its_score(double logit, StructuralAction choice, double gain)
    {
        var options = LearnerOptions.Default with { Coverage = CoverageRule.Scored };
        options = options with { InitialWeight = logit / FormValues.Sigmoid(options.AtomOffset) };
        var sample = new LabelledSample([1, 2, 3, 4, 1, 0, 0, 0], 1);
        var decision = new Learner(Shape, options).Decide(sample, new LearnerState(Shape), 100, Chance);
        Assert.Equal(gain, decision.NoOp.Loss - decision.Genesis.Loss, 1e-3);
        Assert.Equal(choice, decision.Choice);
    }

    [Fact]
    public void The_coverage_rule_asks_for_genesis_until_the_class_is_covered()
    {
        var learner = new Learner(Shape, LearnerOptions.Default with { ComplexityPrice = 100 });
        var theta = new LearnerState(Shape);
        var sample = new LabelledSample([1, 2, 3, 4, 1, 0, 0, 0], 2);
        learner.Observe(sample, theta);
        var first = learner.Decide(sample, theta, 100, Chance);
        Assert.Equal((StructuralAction.Genesis, StructuralReason.CoverageRule, true), (first.Choice, first.Reason, first.IsUncovered));
        learner.Apply(first, sample, theta);
        var second = learner.Decide(sample, theta, 100, Chance);
        Assert.Equal((StructuralAction.NoOp, StructuralReason.NothingProposed, false), (second.Choice, second.Reason, second.IsUncovered));
    }

    [Theory]
    [InlineData(CoverageRule.Override, StructuralAction.Genesis, StructuralReason.CoverageRule, false)]
    [InlineData(CoverageRule.Gated, StructuralAction.NoOp, StructuralReason.InsufficientResource, true)]
    [InlineData(CoverageRule.Scored, StructuralAction.NoOp, StructuralReason.InsufficientResource, true)]
    public void An_empty_resource_forbids_genesis_unless_the_rule_overrides_it(
        CoverageRule rule, StructuralAction choice, StructuralReason reason, bool forbidden)
    {
        var learner = new Learner(Shape, LearnerOptions.Default with { Coverage = rule });
        var decision = learner.Decide(new LabelledSample([1, 2, 3, 4, 1, 0, 0, 0], 2), new LearnerState(Shape), 4.9, Chance);
        Assert.Equal((choice, reason, forbidden), (decision.Choice, decision.Reason, decision.IsForbidden));
        Assert.Equal(StructuralAction.Genesis, decision.Wanted);
    }

    [Fact]
    public void A_winner_of_another_class_is_split_and_both_halves_keep_its_ancestry()
    {
        var options = LearnerOptions.Default with
        {
            SeparatorTarget = 6,
            BalancedSeparator = true,
            AtomOffset = 3,
            LearningRate = 0,
            ComplexityPrice = 0.01,
            EnergyPrice = 0.01,
        };
        var learner = new Learner(Shape, options);
        var theta = new LearnerState(Shape);
        var first = new LabelledSample([1, 0, 0, 0, 1, 0, 0, 0], 0);
        learner.Observe(first, theta);
        learner.Apply(learner.Decide(first, theta, 100, Chance), first, theta);
        for (int i = 0; i < 3; i++) learner.Observe(first, theta);

        var odd = new LabelledSample([1, 0.4, 0, 0, 1, 0, 0, 0], 1);
        // The coverage rule comes first, so it is left out to see the split.
        learner = new Learner(Shape, options with { Actions = StructuralActions.Wedge });
        learner.Observe(odd, theta);
        var decision = learner.Decide(odd, theta, 100, Chance);
        Assert.Equal(StructuralAction.Wedge, decision.Choice);
        learner.Apply(decision, odd, theta);

        Assert.Equal(2, theta.HypothesisCount);
        Assert.Equal((1, 0, 0), (theta.Hypotheses[0].Id, theta.Hypotheses[0].Parent, theta.Hypotheses[0].Class));
        Assert.Equal((2, 0, 1), (theta.Hypotheses[1].Id, theta.Hypotheses[1].Parent, theta.Hypotheses[1].Class));
        Assert.Equal((4, 0), (theta.Hypotheses[0].PositiveCount, theta.Hypotheses[0].NegativeCount));
        Assert.Equal((1, 0), (theta.Hypotheses[1].PositiveCount, theta.Hypotheses[1].NegativeCount));
        Assert.Equal("((a0) (a1))", theta.Forms.Text(theta.Hypotheses[0].Form));
        Assert.Equal("(a1 (a0))", theta.Forms.Text(theta.Hypotheses[1].Form));
        Assert.Equal(0, learner.Predict(first, theta).Winner);
        Assert.Equal(1, learner.Predict(odd, theta).Winner);
    }

    [Fact]
    public void The_winner_is_the_cheapest_that_covers()
    {
        var learner = new Learner(Shape, LearnerOptions.Default);
        var theta = new LearnerState(Shape);
        int plain = theta.AddAtom([0, 0, 0, 0, 1, 0, 0, 0], 1), far = theta.AddAtom([0, 0, 0, 0, -1, 0, 0, 0], 1);
        int both = theta.Forms.And(plain, theta.AddAtom([0, 0, 0, 0, 5, 0, 0, 0], 1));
        theta.AddHypothesis(new() { Form = far, Class = 0, Reliability = 1, Weight = 1 });
        theta.AddHypothesis(new() { Form = both, Class = 1, Reliability = 1, Weight = 1 });
        theta.AddHypothesis(new() { Form = plain, Class = 2, Reliability = 0.1, Weight = 0.5 });
        var sample = new LabelledSample([0, 0, 0, 0, 1, 0, 0, 0], 0);
        Assert.Equal((1, 1), learner.Predict(sample, theta)); // 5 against 1 + 5 x 0.9

        theta.HypothesisRows[2].Reliability = 0.3;
        Assert.Equal((1, 2), learner.Predict(sample, theta)); // 5 against 1 + 5 x 0.7
    }

    [Fact]
    public void Nothing_is_allocated_per_sample_once_the_state_has_grown()
    {
        var learner = new Learner(Shape, LearnerOptions.Default);
        var theta = new LearnerState(Shape);
        Pass();
        theta.Reset();
        var allocated = new LeastAllocated();
        while (allocated.Again())
            Pass();
        Assert.Equal(0, allocated.Bytes);

        void Pass()
        {
            var samples = new LearnerCases.SampleStream(Shape, 6, stackalloc double[8]);
            for (uint i = 0; i < 2_000; i++)
            {
                var sample = samples.Next();
                learner.Observe(sample, theta);
                learner.Apply(learner.Decide(sample, theta, 100, new SeedTree(1).Stream("direction", i)), sample, theta);
            }
        }
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var options = LearnerOptions.Default with { Epochs = 0, StepClip = double.NaN, Energy = EnergyLaw.De11 with { Most = 5 } };
        string[] problems = [.. options.Problems()];
        Assert.Equal(3, problems.Length);
        Assert.Contains("epochs takes 1 to 10, whole, not 0", problems);
        Assert.Throws<ArgumentException>(() => new Learner(Shape, options));
    }

    private static double LossOf(Learner learner, in LabelledSample sample, LearnerState theta)
    {
        Assert.True(LearnerStateBytes.TryRead(LearnerStateBytes.Write(theta), out var copy, out string problem), problem);
        return learner.Observe(sample, copy!).Loss;
    }
}
