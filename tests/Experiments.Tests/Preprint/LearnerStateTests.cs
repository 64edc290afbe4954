using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class LearnerStateTests
{
    private static readonly LearnerShape Shape = new(4, 3);

    /// <summary>A learner that hid anything outside its state would go on differently from bytes.</summary>
    [Theory]
    [InlineData("default")]
    [InlineData("scored")]
    [InlineData("wedges")]
    public void A_state_read_back_goes_on_as_the_one_written(string setting)
    {
        var options = LearnerCases.All[setting];
        var whole = new LearnerState(Shape);
        var broken = new LearnerState(Shape);
        var learner = new Learner(Shape, options);
        var samples = new LearnerCases.Samples(Shape, 8);
        for (uint i = 0; i < 300; i++)
        {
            var sample = samples.Next();
            if (i % 7 == 0) broken = Read(LearnerStateBytes.Write(broken));
            var fresh = i % 5 == 0 ? new Learner(Shape, options) : learner;
            Assert.Equal(Step(learner, sample, whole, i), Step(fresh, sample, broken, i));
            Assert.Equal(LearnerStateBytes.Write(whole), LearnerStateBytes.Write(broken));
        }

        Assert.True(whole.StructureRevision > 2);
    }

    [Fact]
    public void Clearing_the_structure_keeps_the_trajectory()
    {
        var theta = Grown();
        int samples = theta.Trajectory.Count, born = theta.Born;
        theta.ClearStructure();
        Assert.Equal((0, 2, 0), (theta.HypothesisCount, theta.Forms.Count, theta.Forms.UniqueComplexity));
        Assert.Equal((samples, born), (theta.Trajectory.Count, theta.Born));
        Assert.Equal(LearnerStateBytes.Write(theta), LearnerStateBytes.Write(Read(LearnerStateBytes.Write(theta))));
    }

    [Fact]
    public void Cut_bytes_are_refused_with_a_reason()
    {
        byte[] bytes = LearnerStateBytes.Write(Grown());
        for (int length = 0; length < bytes.Length; length += 1 + length / 50)
        {
            Assert.False(LearnerStateBytes.TryRead(bytes.AsSpan(0, length), out var theta, out string problem));
            Assert.Null(theta);
            Assert.NotEqual("", problem);
        }
    }

    /// <summary>
    /// Whatever is read can be learned with and written again: nothing spoiled gets past the reader as a state that fails later.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Spoiled_bytes_are_refused_or_are_a_state_that_works(uint seed)
    {
        byte[] bytes = LearnerStateBytes.Write(Grown());
        var chance = new SeedTree(seed).Stream("spoil");
        var learner = new Learner(Shape, LearnerOptions.Default);
        int refused = 0;
        for (int i = 0; i < 2_000; i++)
        {
            byte[] spoiled = [.. bytes];
            int range = i % 2 == 0 ? 700 : spoiled.Length;
            for (int k = chance.NextInt(3); k >= 0; k--) spoiled[chance.NextInt(range)] = (byte)chance.NextInt(256);
            if (!LearnerStateBytes.TryRead(spoiled, out var theta, out string problem))
            {
                Assert.NotEqual("", problem);
                refused++;
                continue;
            }

            var sample = new LearnerCases.Samples(Shape, seed).Next();
            Step(learner, sample, theta!, (uint)i);
            Assert.Equal(LearnerStateBytes.Write(theta!).Length, LearnerStateBytes.Write(Read(LearnerStateBytes.Write(theta!))).Length);
        }

        Assert.InRange(refused, 500, 1_999);
    }

    [Fact]
    public void A_heading_that_promises_much_makes_nothing_be_allocated()
    {
        byte[] bytes = LearnerStateBytes.Write(new LearnerState(Shape));
        bytes.AsSpan(8 + 6 * 8, 8).Fill(0x7F);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(LearnerStateBytes.TryRead(bytes, out _, out string problem));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Contains("count 6", problem, StringComparison.Ordinal);
    }

    private static (Prediction, StructuralAction) Step(Learner learner, in LabelledSample sample, LearnerState theta, uint number)
    {
        var prediction = learner.Observe(sample, theta);
        var decision = learner.Decide(sample, theta, 50, new SeedTree(1).Stream("direction", number));
        learner.Apply(decision, sample, theta);
        return (prediction, decision.Choice);
    }

    private static LearnerState Grown()
    {
        var theta = new LearnerState(Shape);
        var learner = new Learner(Shape, LearnerCases.All["wedges"]);
        var samples = new LearnerCases.Samples(Shape, 8);
        for (uint i = 0; i < 60; i++) Step(learner, samples.Next(), theta, i);
        return theta;
    }

    private static LearnerState Read(byte[] bytes)
    {
        Assert.True(LearnerStateBytes.TryRead(bytes, out var theta, out string problem), problem);
        return theta!;
    }
}
