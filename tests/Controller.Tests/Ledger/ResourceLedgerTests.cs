using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Ledger;

public class LedgerTests
{
    public static TheoryData<string> Presets => [.. LedgerOptions.Presets.Select(preset => preset.Name)];

    [Theory, MemberData(nameof(Presets))]
    public void Every_row_is_exactly_what_the_law_gives_and_follows_from_the_row_before(string name)
    {
        var options = LedgerOptions.Presets.Single(preset => preset.Name == name).Options;
        Assert.Empty(options.Problems());
        var ledger = new ResourceLedger(options);
        var rng = new SeedTree(1).Stream("ledger");
        double balance = options.Initial;
        for (int i = 0; i < 10_000; i++)
        {
            for (int outcome = rng.NextInt(4); outcome > 0; outcome--) ledger.Earn(rng.NextDouble());
            ledger.Pass(rng.NextExponential(), rng.NextDouble());
            Follow(ledger.Accrue());
            if (ledger.ApplyFloorRule() is { } set) Follow(set);
            double cost = rng.NextDouble();
            if (cost <= ledger.Balance - options.Minimum) Follow(ledger.Spend(cost));
        }

        void Follow(LedgerRow row)
        {
            Assert.Equal(balance, row.Before);
            Assert.True(row.Balances(options.Minimum, options.Maximum));
            Assert.InRange(row.After, options.Minimum, options.Maximum);
            balance = row.After;
        }
    }

    [Fact]
    public void A_row_that_was_tampered_with_does_not_balance()
    {
        var ledger = new ResourceLedger(new());
        ledger.Earn(1);
        var row = ledger.Accrue();
        Assert.True(row.Balances(0, 5));
        Assert.False((row with { After = Math.BitIncrement(row.After) }).Balances(0, 5));
        Assert.False((row with { Gain = row.Gain + 1e-9 }).Balances(0, 5));
    }

    [Fact]
    public void The_order_of_the_law_is_decay_gain_penalty_maintenance_cost_clip()
    {
        Assert.Equal(0.5 * 8 + 4 - 3 - 2 - 1, ResourceLaw.Next(8, 0.5, 4, 3, 2, 1, 0, 100));
        Assert.Equal(0, ResourceLaw.Next(1, 1, 10, 12, 0, 0, 0, 100));     // clipped once, at the end: 1 + 10 - 12 < 0
        Assert.Equal(4, ResourceLaw.Next(5, 1, 100, 0, 0, 101, 0, 5));     // and not after each term: 5 + 100 - 101
    }

    [Fact]
    public void The_preprint_s_preset_drifts_by_twenty_p_less_ten_for_each_answer()
    {
        var ledger = new ResourceLedger(LedgerOptions.De11);
        for (int i = 0; i < 100; i++) ledger.Earn(i % 10 < 8 ? 1 : 0);
        ledger.Pass(1000, 1);
        Assert.Equal(LedgerOptions.De11.Initial + 100 * (20 * 0.8 - 10), ledger.Accrue().After, 1e-9);
    }

    [Fact]
    public void Unspent_credits_halve_in_the_half_life()
    {
        var ledger = new ResourceLedger(new() { HalfLifeSeconds = 10, MaintenancePerShareSecond = 0, Initial = 4 });
        ledger.Pass(20, 1);
        Assert.Equal(1, ledger.Accrue().After);
    }

    [Fact]
    public void Saturating_gain_shrinks_as_the_maximum_nears_and_long_reward_stays_bounded()
    {
        var ledger = new ResourceLedger(LedgerOptions.Saturating);
        double last = double.MaxValue;
        for (int i = 0; i < 2500; i++)
        {
            ledger.Earn(1);
            double gain = ledger.Accrue().Gain;
            Assert.True(gain <= last);
            last = gain;
        }

        Assert.InRange(ledger.Balance, 4.9, 5);
    }

    [Fact]
    public void Dormancy_ends_when_the_resource_has_recovered()
    {
        var ledger = AtFloor(FloorRule.Dormancy);
        Assert.Equal(LedgerPhase.Dormant, ledger.Phase);
        Earn(ledger, 0.5);
        Assert.Equal(LedgerPhase.Dormant, ledger.Phase);   // recovering is not recovered
        Earn(ledger, 2);
        Assert.Equal(LedgerPhase.Awake, ledger.Phase);
    }

    [Fact]
    public void Termination_is_for_good()
    {
        var ledger = AtFloor(FloorRule.Terminate);
        Earn(ledger, 5);
        Assert.Equal(LedgerPhase.Terminated, ledger.Phase);
    }

    [Fact]
    public void A_successor_begins_with_a_fresh_endowment()
    {
        var ledger = AtFloor(FloorRule.Successor);
        Assert.Equal((1, 3.0, LedgerPhase.Awake), (ledger.Generation, ledger.Balance, ledger.Phase));
    }

    [Fact]
    public void A_checkpoint_brings_the_resource_back()
    {
        var options = Options(FloorRule.CheckpointRestore) with { CheckpointSeconds = 10 };
        var ledger = new ResourceLedger(options);
        ledger.Pass(11, 0);
        ledger.Earn(1);
        ledger.Accrue();
        ledger.ApplyFloorRule();   // the checkpoint: 4
        ledger.Spend(4);
        var row = ledger.ApplyFloorRule();
        Assert.Equal((LedgerEntry.Restore, 4.0), (row!.Value.Entry, row.Value.After));
        Assert.Equal(1, ledger.Restores);
    }

    [Fact]
    public void Rejecting_actions_changes_nothing_else_at_the_floor()
    {
        var ledger = AtFloor(FloorRule.RejectAction);
        Assert.Equal((0, 0, LedgerPhase.Awake, 0.0), (ledger.Generation, ledger.Restores, ledger.Phase, ledger.Balance));
    }

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var wrong = new LedgerOptions { HalfLifeSeconds = 0, GainPerCorrect = double.NaN, Maximum = -1, Initial = 9, Costs = new() { Split = -1 } };
        Assert.Equal(5, wrong.Problems().Count());
    }

    [Theory]
    [InlineData(Coupling.Full, 7)]
    [InlineData(Coupling.Lagged, 5)]
    [InlineData(Coupling.Frozen, 4)]
    [InlineData(Coupling.GateOpen, double.PositiveInfinity)]
    public void The_signal_is_what_its_coupling_says(Coupling coupling, double expected)
    {
        var signal = new ResourceSignal(coupling, lag: 2);
        var chance = new SeedTree(1).Stream("signal");
        double read = 0;
        for (int balance = 1; balance <= 7; balance++) read = signal.Read(balance, 0, ref chance);
        Assert.Equal(expected, read);
    }

    [Fact]
    public void A_shuffled_signal_has_the_same_distribution_and_no_memory_of_the_present()
    {
        var signal = new ResourceSignal(Coupling.Shuffled, lag: 0);
        var chance = new SeedTree(1).Stream("signal");
        var read = new List<double>();
        for (int i = 0; i < 4000; i++) read.Add(signal.Read(i % 2, 0, ref chance));
        Assert.InRange(read.Average(), 0.46, 0.54);
        Assert.InRange(Enumerable.Range(0, 4000).Count(i => read[i] == i % 2) / 4000.0, 0.46, 0.54);
    }

    [Fact]
    public void A_signal_shuffled_under_like_load_never_tells_of_another_load()
    {
        var signal = new ResourceSignal(Coupling.LoadShuffled, lag: 0);
        var chance = new SeedTree(1).Stream("signal");
        int[] waiting = [0, 1, 3, 7, 200];
        int elsewhere = 0;
        for (int i = 0; i < 5000; i++)
        {
            int load = i % waiting.Length;
            double balance = load + 0.5 * (i / waiting.Length % 2), read = signal.Read(balance, waiting[load], ref chance);
            Assert.Equal(load, Math.Floor(read));
            if (read != balance) elsewhere++;
        }

        Assert.InRange(elsewhere / 5000.0, 0.46, 0.54);
    }

    private static LedgerOptions Options(FloorRule rule) => new()
    {
        AtFloor = rule,
        Initial = 3,
        WakeAt = 1,
        GainPerCorrect = 1,
        PenaltyPerWrong = 0,
        HalfLifeSeconds = double.PositiveInfinity,
        MaintenancePerShareSecond = 0,
    };

    private static ResourceLedger AtFloor(FloorRule rule)
    {
        var ledger = new ResourceLedger(Options(rule));
        ledger.Spend(3);
        ledger.ApplyFloorRule();
        return ledger;
    }

    /// <summary>Whole and half credits, by answers that are right, or right by half and not punished.</summary>
    private static void Earn(ResourceLedger ledger, double credits)
    {
        for (; credits > 0; credits -= 1) ledger.Earn(Math.Min(1, credits));
        ledger.Accrue();
        ledger.ApplyFloorRule();
    }
}
