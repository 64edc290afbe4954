using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class LearnerRunTests
{
    private static readonly LearnerSetting Plain = LearnerSetting.Of(LearnerOptions.Default);

    [Theory]
    [InlineData("iris")]
    [InlineData("wine")]
    public void Figures_do_not_depend_on_the_number_of_threads(string name)
    {
        var data = DataSet.Load(name);
        var alone = LearnerDistribution.Run(data, Plain, 12, new SeedTree(1), threads: 1);
        Assert.Equal(alone, LearnerDistribution.Run(data, Plain, 12, new SeedTree(1), threads: 3));
        Assert.Equal(alone[7], new LearnerRun(data, Plain, new SeedTree(1)).Run(7));
        var baseline = LearnerDistribution.RunBaseline(data, 6, new SeedTree(1), threads: 1);
        Assert.Equal(baseline, LearnerDistribution.RunBaseline(data, 6, new SeedTree(1), threads: 3));
    }

    [Fact]
    public void Settings_are_run_on_the_same_splits_one_by_one()
    {
        var data = DataSet.Load("iris");
        LearnerSetting[] settings = [Plain, new("short", "one pass", LearnerOptions.Default with { Epochs = 1 })];
        var all = LearnerDistribution.RunAll(data, settings, 3, new SeedTree(1), threads: 2);
        Assert.Equal(settings.SelectMany(setting => LearnerDistribution.Run(data, setting, 3, new SeedTree(1), 1)), all);
    }

    [Fact]
    public void It_learns_what_can_be_learned()
    {
        var data = DataSet.Load("wine");
        var figures = LearnerDistribution.Run(data, Plain, 20, new SeedTree(1), 2);
        var frozen = LearnerDistribution.Run(data, LearnerSetting.Of(LearnerOptions.Default with { LearningRate = 0 }), 20, new SeedTree(1), 2);
        var baseline = LearnerDistribution.RunBaseline(data, 20, new SeedTree(1), 2);
        Assert.InRange(figures.Average(run => run.Accuracy), 0.92, 1);
        Assert.InRange(baseline.Average(run => run.Accuracy), 0.95, 1);
        Assert.True(frozen.Average(run => run.Accuracy) < figures.Average(run => run.Accuracy) - 0.1);
        Assert.All(figures, run => Assert.True(run.LastLoss < run.FirstLoss));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("poor")]
    [InlineData("gated")]
    [InlineData("scored")]
    public void Figures_count_what_the_steps_say(string setting)
    {
        var options = LearnerCases.All[setting];
        var counter = new Counter();
        var figures = new LearnerRun(DataSet.Load("iris"), LearnerSetting.Of(options), new SeedTree(2)).Run(4, counter);
        Assert.Equal(
            (figures.Steps, figures.Genesis, figures.Wedges, figures.Wanted, figures.Forbidden, figures.Deaths),
            (counter.Steps, counter.Genesis, counter.Wedges, counter.Wanted, counter.Forbidden, counter.Deaths));
        Assert.Equal(options.Epochs * 105, figures.Steps);
        Assert.Equal(figures.Energy, counter.Balance);
        Assert.Equal(figures.Born, figures.Genesis + 2 * figures.Wedges);
        if (figures.Deaths == 0) Assert.Equal(figures.Hypotheses, figures.Genesis + figures.Wedges);
    }

    /// <summary>One wrong prediction costs all of an endowment of ten; with a thousand credits nothing of this size ever dies.</summary>
    [Fact]
    public void A_small_endowment_is_lost_again_and_again()
    {
        Assert.InRange(Deaths(10), 10, 100);
        Assert.Equal(0, Deaths(1_000));

        static double Deaths(double endowment)
        {
            var options = LearnerOptions.Default with { Energy = EnergyLaw.De11 with { Initial = endowment } };
            return LearnerDistribution.Run(DataSet.Load("iris"), LearnerSetting.Of(options), 10, new SeedTree(1), 2).Average(run => run.Deaths);
        }
    }

    private sealed class Counter : ILearnerSink
    {
        public long Steps { get; private set; }
        public int Genesis { get; private set; }
        public int Wedges { get; private set; }
        public int Wanted { get; private set; }
        public int Forbidden { get; private set; }
        public int Deaths { get; private set; }
        public double Balance { get; private set; }

        public void Take(in LearnerStep step)
        {
            Assert.Equal(++Steps, step.Number);
            if (step.Decision.Choice == StructuralAction.Genesis) Genesis++;
            if (step.Decision.Choice == StructuralAction.Wedge) Wedges++;
            if (step.Decision.Wanted != StructuralAction.NoOp) Wanted++;
            if (step.Decision.IsForbidden) Forbidden++;
            Deaths += step.Deaths;
            Balance = step.Account.Balance;
        }
    }
}
