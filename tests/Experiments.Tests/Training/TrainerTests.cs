using Teleo.Experiments.Tasks;
using Teleo.Experiments.Training;

namespace Teleo.Experiments.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainingOptions Small = new()
    {
        Shape = new ModelShape { Hidden = 32, Layers = 2, FeedForward = 64, Heads = 2, KvHeads = 1, Context = 48 },
        Steps = 40,
        BatchTokens = 512,
        WarmUpSteps = 5,
        ValidationEvery = 20,
        ValidationItems = 40,
    };

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_of_the_result() =>
        Assert.Equal(Trained(threads: 1).Parameters.Span.ToArray(), Trained(threads: 2).Parameters.Span.ToArray());

    [Fact]
    public void Another_seed_gives_another_model() =>
        Assert.NotEqual(Trained(threads: 1).Parameters.Span.ToArray(), Trained(threads: 1, seed: 2).Parameters.Span.ToArray());

    [Fact]
    public void Training_lowers_the_loss_of_items_it_never_saw()
    {
        var trainer = Trained(threads: 2);
        Assert.True(trainer.Curve[^1].ValidationLoss < 0.8 * Math.Log(256), $"loss {trainer.Curve[^1].ValidationLoss}");
        Assert.True(trainer.Curve[^1].ValidationLoss < trainer.Curve[0].ValidationLoss);
    }

    [Fact]
    public void Impossible_dimensions_are_all_named_at_once()
    {
        var options = Small with { Shape = Small.Shape with { Hidden = 33, KvHeads = 3 }, LearningRate = double.NaN };
        var error = Assert.Throws<ArgumentException>(() => new Trainer(options, Examples(1)));
        Assert.Contains("Hidden (33)", error.Message, StringComparison.Ordinal);
        Assert.Contains("KvHeads (3)", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate", error.Message, StringComparison.Ordinal);
    }

    private static Trainer Trained(int threads, ulong seed = 1)
    {
        var trainer = new Trainer(Small with { Seed = seed }, Examples(seed));
        trainer.Run(threads);
        return trainer;
    }

    private static TaskExamples Examples(ulong seed) => new([TaskCatalog.Find("letter-counting")!], seed);
}
