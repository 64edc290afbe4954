using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Training.Tests.Runs;

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

    [Fact]
    public void Taken_up_from_a_checkpoint_it_ends_in_the_same_bytes()
    {
        string path = Path.Combine(TestFolder.New(), "checkpoint");
        var stop = new CancellationTokenSource();
        var first = new Trainer(Small, Examples(1));
        Assert.Throws<OperationCanceledException>(() => first.Run(1, trainer => { if (trainer.Step == 27) stop.Cancel(); }, stop.Token));
        Checkpoint.Save(first, path);

        var second = new Trainer(Small, Examples(1));
        Assert.Null(Checkpoint.TryLoad(second, path));
        second.Run(2);

        var whole = Trained(threads: 1);
        Assert.Equal(whole.Parameters.Span.ToArray(), second.Parameters.Span.ToArray());
        Assert.Equal(whole.Curve, second.Curve);
    }

    [Fact]
    public void A_checkpoint_of_another_configuration_or_with_a_changed_byte_is_refused()
    {
        string path = Path.Combine(TestFolder.New(), "checkpoint");
        Checkpoint.Save(new Trainer(Small, Examples(1)), path);
        Assert.Contains("another configuration", Checkpoint.TryLoad(new Trainer(Small with { Steps = 41 }, Examples(1)), path), StringComparison.Ordinal);

        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("damaged", Checkpoint.TryLoad(new Trainer(Small, Examples(1)), path), StringComparison.Ordinal);

        File.WriteAllBytes(path, bytes[..20]);
        Assert.Contains("not a training checkpoint", Checkpoint.TryLoad(new Trainer(Small, Examples(1)), path), StringComparison.Ordinal);
    }

    private static Trainer Trained(int threads, ulong seed = 1)
    {
        var trainer = new Trainer(Small with { Seed = seed }, Examples(seed));
        trainer.Run(threads);
        return trainer;
    }

    private static TaskExamples Examples(ulong seed) => new([TaskCatalog.Find("letter-counting")!], seed);
}
