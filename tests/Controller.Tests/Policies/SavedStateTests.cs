using System.Security.Cryptography;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Ledger;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;
using Teleo.Controller.Tests.Tracing;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Policies;

/// <summary>Theta and E outlive the controller that learned and earned them.</summary>
public class SavedStateTests
{
    public static TheoryData<string> Arms => ["full", "shuffled-resource", "load-shuffled-resource", "lagged-resource", "frozen-resource", "random-action", "no-resource"];

    [Theory, MemberData(nameof(Arms))]
    public void Saved_restored_and_continued_is_byte_for_byte_what_was_never_interrupted(string arm)
    {
        var options = arm == "random-action"
            ? Costly with { Selection = Costly.Selection with { Rule = SelectionRule.RandomAtRate } }
            : Ablations.Find(arm).Apply(Costly);
        byte[] uninterrupted = Life(options, restarts: [], out _);
        Assert.Equal(uninterrupted, Life(options, restarts: [1, 60, 61, 200], out int restarted));
        Assert.Equal(4, restarted);
        Assert.Equal(uninterrupted, Life(options, restarts: [.. Enumerable.Range(0, 240)], out _));
    }

    [Theory]
    [InlineData(FloorRule.Dormancy)]
    [InlineData(FloorRule.CheckpointRestore)]
    [InlineData(FloorRule.Successor)]
    public void Every_rule_at_the_floor_survives_a_restart(FloorRule rule)
    {
        var options = Costly with { Ledger = Costly.Ledger with { AtFloor = rule, Initial = 0.3, WakeAt = 0.2, CheckpointSeconds = 20, MaintenancePerShareSecond = 0.05, GainPerCorrect = 0.1 } };
        Assert.Equal(Life(options, restarts: [], out _), Life(options, restarts: [30, 90, 150], out _));
    }

    [Fact]
    public void Every_field_matters_to_the_bytes_and_saving_changes_nothing()
    {
        var (policy, _) = Grown();
        byte[] saved = policy.Save();
        Assert.Equal(saved, policy.Save());
        Assert.Equal(saved, Restored(saved).Save());
    }

    [Fact]
    public void Another_catalog_option_or_seed_is_another_ground()
    {
        byte[] saved = Grown().Policy.Save();
        Assert.Equal(StateFault.OtherSettings, FaultOf(() => TeleodynamicPolicy.Restore(saved, Rig.Alike(5, loadSeconds: 0.7), Costly, 1)));
        Assert.Equal(StateFault.OtherSettings, FaultOf(() => TeleodynamicPolicy.Restore(saved, Skills, Costly with { TickSeconds = 6 }, 1)));
        Assert.Equal(StateFault.OtherSettings, FaultOf(() => TeleodynamicPolicy.Restore(saved, Skills, Costly, 2)));
    }

    [Fact]
    public void A_cut_or_a_flipped_byte_is_told()
    {
        byte[] saved = Grown().Policy.Save();
        for (int length = 0; length < saved.Length; length += 1 + length / 50)
            Assert.Contains(FaultOf(() => Restored(saved[..length])), (StateFault[])[StateFault.Truncated, StateFault.HashMismatch]);
        for (int at = 0; at < saved.Length; at += 37)
        {
            byte[] flipped = [.. saved];
            flipped[at] ^= 4;
            Assert.Equal(StateFault.HashMismatch, FaultOf(() => Restored(flipped)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_state_forged_with_its_hash_is_refused_or_can_be_lived_with(ulong seed)
    {
        var rng = new SeedTree(seed).Stream("forgery");
        byte[] saved = Grown().Policy.Save();
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] body = saved[..^SHA256.HashSizeInBytes];
            int at = rng.NextInt(body.Length);
            body[at] = (byte)rng.NextInt(256);
            if (rng.NextInt(8) == 0) body = body[..at];
            if (rng.NextInt(8) == 0) body = [.. body, 0];
            try
            {
                var policy = Restored([.. body, .. SHA256.HashData(body)]);
                var pool = Half();
                pool.Listener = StepOf(pool, policy);
                for (int second = 0; second < 20; second++)
                {
                    pool.Request(rng.NextInt(6));
                    pool.Advance(1);
                }
            }
            catch (StateException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 40, 199);
    }

    private static readonly Catalog Skills = Rig.Alike(6, loadSeconds: 0.7);

    private static ControllerOptions Costly { get; } = new() { Ledger = new() { Initial = 1, CheckpointSeconds = 30 } };

    private static PoolDouble Half() => new(Skills, ResourceVector.Bytes(30), loaders: 2);

    private static (TeleodynamicPolicy Policy, PoolDouble Pool) Grown()
    {
        var rig = new Rig(Half(), Costly);
        for (int second = 0; second < 100; second++)
        {
            rig.Pool.Request(second * second % 6);
            rig.Pool.Advance(1);
        }

        return (rig.Policy, rig.Pool);
    }

    private static TeleodynamicPolicy Restored(byte[] saved) => TeleodynamicPolicy.Restore(saved, Skills, Costly, 1);

    private static StateFault FaultOf(Action restore) => Assert.Throws<StateException>(restore).Fault;

    private static Action<PoolEvent> StepOf(PoolDouble pool, IPolicy policy, IDecisionSink? sink = null)
    {
        var step = new ControlStep(pool, policy, new Guard(new()), new StepOptions(), sink: sink);
        return happened => step.Handle(happened);
    }

    /// <summary>The trace of four minutes, in which the controller is saved, thrown away and restored after the named seconds.</summary>
    private static byte[] Life(ControllerOptions options, int[] restarts, out int restarted)
    {
        var bytes = new MemoryStream();
        using var writer = new TraceWriter(bytes, Traces.Header(Skills, options));
        var pool = Half();
        var policy = new Restarting(new(Skills, options, 1));
        pool.Listener = StepOf(pool, policy, writer);
        var chance = new SeedTree(1).Stream("requests");
        restarted = 0;
        for (int second = 0; second < 240; second++)
        {
            if (chance.NextDouble() < 0.6) pool.Request(Math.Min(chance.NextInt(6), chance.NextInt(6)));
            pool.Advance(1);
            if (!restarts.Contains(second)) continue;
            policy.Inner = TeleodynamicPolicy.Restore(policy.Inner.Save(), Skills, options, 1);
            restarted++;
        }

        writer.End();
        return bytes.ToArray();
    }

    /// <summary>A controller that can be exchanged for another between two steps.</summary>
    private sealed class Restarting(TeleodynamicPolicy first) : IRecordingPolicy
    {
        public TeleodynamicPolicy Inner { get; set; } = first;

        public string Name => Inner.Name;

        public PolicyEvents DecidesOn => Inner.DecidesOn;

        public double TickSeconds => Inner.TickSeconds;

        public ControllerOptions Options => Inner.Options;

        public double Balance => Inner.Balance;

        public IEnumerable<KeyValuePair<string, ulong>> Streams => Inner.Streams;

        public DecisionRecord Record => Inner.Record;

        public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => Inner.WantsToDecide(happened, pool);

        public void Observe(in PoolEvent happened, in PoolView pool) => Inner.Observe(happened, pool);

        public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen) => Inner.Decide(pool, trigger, chosen);

        public void Settle(in Settlement settlement) => Inner.Settle(settlement);
    }
}
