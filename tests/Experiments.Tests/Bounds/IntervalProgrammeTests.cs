using Teleo.Controller.Domain;
using Teleo.Experiments.Bounds;

namespace Teleo.Experiments.Tests.Bounds;

public class IntervalProgrammeTests
{
    [Fact]
    public void The_optimum_lies_between_the_relaxation_and_the_greedy_plan()
    {
        var rng = new SeedTree(31).Stream("instances");
        for (int round = 0; round < 300; round++)
        {
            var instance = Instances.Random(ref rng, withHolding: round % 4 == 0, resources: 1 + round % 2, skills: 6, requests: 5 + rng.NextInt(40));
            double optimum = DemandOptimum.Cost(instance);
            var bound = IntervalProgramme.Of(instance);
            Assert.InRange(optimum, bound.Lower - 1e-7, bound.Upper!.Value + 1e-7);
        }
    }

    [Fact]
    public void The_volume_relaxation_is_below_the_interval_relaxation()
    {
        var rng = new SeedTree(34).Stream("instances");
        for (int round = 0; round < 200; round++)
        {
            var instance = Instances.Random(ref rng, withHolding: round % 4 == 0, resources: 1 + round % 2, skills: 6, requests: 5 + rng.NextInt(40));
            double compulsory = instance.HoldingCosts.Length == 0 ? instance.Compulsory : 0;
            Assert.InRange(VolumeRelaxation.Of(instance).Lower, compulsory - 1e-9, DemandOptimum.Cost(instance) + 1e-9);
        }
    }

    [Fact]
    public void With_equal_sizes_the_relaxation_is_the_optimum()
    {
        var rng = new SeedTree(32).Stream("instances");
        for (int round = 0; round < 60; round++)
        {
            var requests = Enumerable.Range(0, 80).Select(_ => rng.NextInt(8)).ToArray();
            var costs = Enumerable.Range(0, 8).Select(_ => 1.0 + rng.NextInt(9)).ToArray();
            var instance = new DemandInstance(requests, [.. Enumerable.Repeat(new double[] { 1 }, 8)], [1 + rng.NextInt(7)], costs);
            Assert.Equal(DemandOptimum.Cost(instance), IntervalProgramme.Of(instance).Lower, 1e-7);
        }
    }

    [Fact]
    public void The_flow_finds_what_the_simplex_finds()
    {
        var rng = new SeedTree(33).Stream("instances");
        for (int round = 0; round < 60; round++)
        {
            var instance = Instances.Random(ref rng, withHolding: false, resources: 1, skills: 5, requests: 30);
            var gaps = GapInterval.Of(instance);
            Assert.Equal(IntervalProgramme.JointSaving(instance, gaps), IntervalProgramme.RelaxedSaving(instance, gaps, 0), 1e-7);
        }
    }
}
