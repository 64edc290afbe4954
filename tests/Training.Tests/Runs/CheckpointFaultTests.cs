using Teleo.Engine.Tests.Storage;
using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Training.Tests.Runs;

public sealed class CheckpointFaultTests : IDisposable
{
    private static readonly TrainingOptions Tiny = new()
    {
        Shape = new ModelShape { Hidden = 16, Layers = 1, FeedForward = 16, Heads = 2, KvHeads = 1, Context = 48 },
        Steps = 24,
        BatchTokens = 128,
        WarmUpSteps = 2,
        ValidationEvery = 12,
        ValidationItems = 4,
    };

    private readonly string _folder = SimulatedFolders.New();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_old_checkpoint_or_the_new_one_stands_at_every_call_under_every_fault()
    {
        Trainer old = At(3), next = At(7);
        var prepared = new SimulatedDisk(Path.Combine(_folder, "prepared"), 1);
        string name = "checkpoint";
        Checkpoint.Save(old, Path.Combine(prepared.Root, name), prepared);
        var rehearsal = prepared.CopyTo(Path.Combine(_folder, "rehearsal"), 1);
        Checkpoint.Save(next, Path.Combine(rehearsal.Root, name), rehearsal);
        int seed = 0;
        for (int call = 1; call <= rehearsal.Calls.Count; call++)
            foreach (var fault in DiskFaults.All)
                foreach (var loss in Enum.GetValues<PowerLoss>())
                {
                    var disk = prepared.CopyTo(Path.Combine(_folder, "trial"), ++seed);
                    disk.Plan = (call, fault);
                    bool isDone = false;
                    try
                    {
                        Checkpoint.Save(next, Path.Combine(disk.Root, name), disk);
                        isDone = true;
                    }
                    catch (Exception end) when (end is IOException or PowerFailure)
                    {
                    }

                    disk.Restart(loss);
                    var found = new Trainer(Tiny, Examples());
                    Assert.Null(Checkpoint.TryLoad(found, Path.Combine(disk.Root, name), disk));
                    Assert.True(found.Step == 7 || (found.Step == 3 && !isDone), $"call {call}, {fault}, {loss}, seed {seed}: step {found.Step}");
                }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var disk = new SimulatedDisk(Path.Combine(_folder, "disk"), 1);
        string path = Path.Combine(disk.Root, "checkpoint");
        Checkpoint.Save(At(3), path, disk);
        byte[] whole = disk.Peek(path)!;
        for (int bit = 0; bit < whole.Length * 8; bit += 10_007)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            disk.Spoil(path, flipped);
            Assert.NotNull(Checkpoint.TryLoad(new Trainer(Tiny, Examples()), path, disk));
        }
    }

    [Theory]
    [InlineData(4, 0.5)]
    [InlineData(3, 0.1)]
    public void A_training_that_is_killed_again_and_again_gets_on(int stepsOfALife, double secondsOfAStep)
    {
        string path = Path.Combine(_folder, "checkpoint");
        var clock = new SteppedClock();
        int lives = 0;
        for (int step = 0; step < Tiny.Steps; lives++)
        {
            Assert.True(lives < 60, $"step {step} after {lives} lives");
            var trainer = new Trainer(Tiny, Examples());
            if (File.Exists(path)) Assert.Null(Checkpoint.TryLoad(trainer, path));
            var rhythm = new CheckpointRhythm(path, clock);
            int left = stepsOfALife;
            using var kill = new CancellationTokenSource();
            try
            {
                trainer.Run(1, t =>
                {
                    clock.Now += TimeSpan.FromSeconds(secondsOfAStep);
                    rhythm.AfterStep(t);
                    if (--left == 0) kill.Cancel();
                }, kill.Token);
            }
            catch (OperationCanceledException)
            {
            }

            step = trainer.Step;
        }

        Assert.InRange(lives, Tiny.Steps / stepsOfALife, Tiny.Steps);
    }

    [Fact]
    public void Saving_takes_at_most_a_twentieth_of_the_time()
    {
        var clock = new SteppedClock { Tick = TimeSpan.FromSeconds(0.05) };   // the time of a save, as each look at the clock costs so much
        var trainer = At(3);
        string path = Path.Combine(_folder, "slow");
        var rhythm = new CheckpointRhythm(path, clock);
        int saves = 0;
        var began = clock.Now;
        for (int step = 0; step < 2000; step++)
        {
            clock.Now += TimeSpan.FromSeconds(0.05);
            File.Delete(path);
            rhythm.AfterStep(trainer);
            if (File.Exists(path)) saves++;
        }

        Assert.InRange(saves, 10, (clock.Now - began).TotalSeconds);
    }

    private static Trainer At(int step)
    {
        var trainer = new Trainer(Tiny, Examples());
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Run(1, t => { if (t.Step == step) stop.Cancel(); }, stop.Token));
        return trainer;
    }

    private static TaskExamples Examples() => new([TaskCatalog.Find("letter-counting")!], Tiny.Seed);

    /// <summary>A clock that is set by hand, and goes on by a tick at each look.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public TimeSpan Tick { get; init; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Now += Tick).Ticks;
    }
}
