using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Tests.Domain;

namespace Teleo.Controller.Tests.Learning;

/// <summary>What the estimators say after a stream by chance, and what of them is saved, is what was looked at last.</summary>
public class KnownLearningTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_quantile_and_gaps_say_what_they_said()
    {
        var rng = new SeedTree(5).Stream("values");
        var known = new KnownRun();
        for (int run = 0; run < 20; run++)
        {
            var quantile = new QuantileEstimate();
            var gaps = new GapHistogram();
            for (int i = 0; i < 200; i++)
            {
                double value = rng.NextInt(3) == 0 ? rng.NextInt(4) : rng.NextExponential() * 20;
                quantile.Add(value, 0.9);
                gaps.Add(value, (uint)(1 + rng.NextInt(3)));
                known.Note($"{quantile.Value(0.9):R} {gaps.ArrivalChance(value / 2, value):R} {gaps.ArrivalChance(30, rng.NextDouble()):R}");
            }

            known.Note(StateFields.Write(quantile.Visit));
            known.Note(StateFields.Write(gaps.Visit));
            var again = new QuantileEstimate();
            StateFields.Read(StateFields.Write(quantile.Visit), fields => again.Visit(fields));
            Assert.Equal(quantile.Value(0.9), again.Value(0.9));
        }

        known.AssertKnown("all");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void Foretellings_and_followers_say_what_they_said(double memory)
    {
        var rng = new SeedTree(6).Stream("foretellings");
        var known = new KnownRun();
        var told = new OpenForetellings(5, 3, memory);
        var followers = new SuccessorCounts(5, windowSeconds: 4);
        var idle = new IdleAge(10);
        long now = 0;
        for (int i = 0; i < 3000; i++)
        {
            now += (long)(rng.NextExponential() * Second);
            int skill = rng.NextInt(5);
            if (rng.NextInt(3) == 0)
                told.Add(skill, rng.NextInt(3), new(skill, "x", rng.NextDouble(), 1 + rng.NextInt(3), rng.NextInt(3), 1 + rng.NextInt(9)), now);
            told.Pass(now);
            if (rng.NextInt(2) == 0) told.Arrive(skill, 1 + rng.NextInt(2));
            bool begins = followers.Arrive(skill, 1 + rng.NextInt(2), now);
            for (int place = 0; begins && place < SuccessorCounts.Places; place++)
                if (followers.TryForetell(skill, place, _ => 0.05, out var follows)) known.Note($"{follows}");
            idle.Add(rng.NextExponential(), 0.9);
            var estimate = new SkillEstimate();
            told.AddTo(ref estimate, skill);
            known.Note($"{estimate.ForetoldChance:R} {estimate.ForetoldRequests:R} {estimate.Source} {estimate.ForetoldUntilNs} {idle.Seconds:R}");
            if (i % 500 != 7) continue;
            foreach (Action<StateFields> visit in (Action<StateFields>[])[told.Visit, followers.Visit, fields => idle.Visit(fields)])
            {
                byte[] saved = StateFields.Write(visit);
                known.Note(saved);
                StateFields.Read(saved, visit);   // goes on from what was saved
            }
        }

        known.AssertKnown(FormattableString.Invariant($"{memory}"));
    }

    [Fact]
    public void A_fresh_idle_age_can_be_saved_and_restored()
    {
        var fresh = new IdleAge(10);
        byte[] saved = StateFields.Write(fields => fresh.Visit(fields));
        var restored = new IdleAge(99);
        StateFields.Read(saved, fields => restored.Visit(fields));
        Assert.Equal(10, restored.Seconds);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(100.5)]
    [InlineData(double.NaN)]
    public void A_ratio_of_half_lives_outside_its_bounds_is_told(double ratio) =>
        Assert.Contains(new AdaptationOptions { DemandHalfLifeRatio = ratio }.Problems(), problem => problem.Contains("DemandHalfLifeRatio", StringComparison.Ordinal));

    [Theory]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    public void A_prior_of_no_weight_or_without_end_is_told(double weight) =>
        Assert.Contains(new AdaptationOptions { QualityPriorWeight = weight }.Problems(), problem => problem.Contains("QualityPriorWeight", StringComparison.Ordinal));

    [Theory]
    [InlineData(1)]
    [InlineData(double.PositiveInfinity)]
    public void A_memory_of_quality_that_is_too_short_or_without_end_is_told(double memory) =>
        Assert.Contains(new AdaptationOptions { QualityMemory = memory }.Problems(), problem => problem.Contains("QualityMemory", StringComparison.Ordinal));

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    public void A_saved_quantile_with_a_marker_that_is_no_number_is_refused(double height, double position)
    {
        byte[] saved = StateFields.Write(fields =>
        {
            long count = 0;
            fields.Count(ref count);
            for (int i = 0; i < 5; i++)
            {
                fields.Number(ref height);
                fields.Number(ref position);
            }
        });
        Assert.Throws<StateException>(() => StateFields.Read(saved, new QuantileEstimate().Visit));
    }
}
