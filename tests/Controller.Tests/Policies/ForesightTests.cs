using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Policies;

public class ForesightTests
{
    private static readonly ControllerOptions TwoClients = new()
    {
        Foresight = new() { Clients = "good,bad", EndowmentSeconds = 6, Trickle = 0.004, ReliabilityMemory = 0, PeriodSeconds = 0 },
    };

    [Fact]
    public void A_client_that_foretells_truly_earns_and_one_that_does_not_is_refused()
    {
        var rig = Clients(TwoClients, rounds: 60);
        var good = AccountOf(rig, "good");
        var bad = AccountOf(rig, "bad");
        Assert.True(good.Bets > 30 && good.Charged < -20, $"{good.Bets} bets, charged {good.Charged}");
        Assert.True(good.Evidence > 100, $"{good.Evidence}");
        Assert.True(bad.Charged <= bad.Endowment + bad.Trickled);
        Assert.True(bad.Bets < good.Bets / 2, $"{bad.Bets} against {good.Bets}");
        Assert.True(bad.Evidence < 1);
    }

    /// <summary>Broken: the good client pays for the bad one.</summary>
    [Fact]
    public void Where_all_share_one_account_the_one_that_is_wrong_goes_on()
    {
        var shared = Clients(TwoClients with { Foresight = TwoClients.Foresight with { OneAccount = true } }, rounds: 60);
        var own = Clients(TwoClients, rounds: 60);
        Assert.True(VainLoads(shared) > VainLoads(own), $"{VainLoads(shared)} against {VainLoads(own)}");
    }

    /// <summary>Healthy: what came true is learned from every foretelling, bet on or not. Broken: only from bets, at their cost.</summary>
    [Fact]
    public void A_source_is_believed_as_far_as_its_foretellings_came_true()
    {
        var learning = TwoClients with { Foresight = TwoClients.Foresight with { ReliabilityMemory = 0.9, EndowmentSeconds = 0, Trickle = 0 } };
        var rig = Clients(learning, rounds: 30);
        Assert.Equal(0, AccountOf(rig, "bad").Bets);
        Tell(rig, 3, "good");
        Assert.InRange(rig.Record.Inputs.Estimates[3].ForetoldChance, 0.85, 1);
        Tell(rig, 5, "bad");
        Assert.InRange(rig.Record.Inputs.Estimates[5].ForetoldChance, 0, 0.3);
    }

    [Fact]
    public void What_someone_waits_for_is_never_refused_however_poor_the_sources()
    {
        var pool = new PoolDouble(Rig.Alike(3, loadSeconds: 2), ResourceVector.Bytes(10));
        var rig = new Rig(pool, new() { Foresight = new() { EndowmentSeconds = 0, Trickle = 0 } });
        for (int i = 0; i < 12; i++)
        {
            pool.Request(i % 3);
            pool.Advance(8);
            Assert.True(pool[i % 3].CanServe);
        }

        Assert.Equal(0, rig.Policy.Bankroll.Balance);
        Assert.DoesNotContain(rig.Decisions, seen => seen.GateBound && seen.Action.StartsWith("Replace", StringComparison.Ordinal));
    }

    [Fact]
    public void The_resource_is_the_sum_of_the_accounts_and_every_row_adds_up()
    {
        double booked = double.NaN;
        var accounts = new Dictionary<int, double>();
        int settled = 0;
        Clients(TwoClients, rounds: 40, record =>
        {
            foreach (var row in record.Rows)
            {
                Assert.True(row.Balances(0, TwoClients.ForLedger().Maximum));
                if (!double.IsNaN(booked)) Assert.Equal(booked, row.Before);
                booked = row.After;
            }

            foreach (var row in record.Bets)
            {
                Assert.True(row.Balances);
                if (accounts.TryGetValue(row.Account, out double before)) Assert.Equal(before, row.Before);
                accounts[row.Account] = row.After;
                if (row.Entry != AccountEntry.Settlement) continue;
                settled++;
                Assert.Equal(Math.Max(0, row.Staked + row.Saved - row.Harm), row.Added);
                Assert.True(row.Uncovered <= Math.Max(0, row.Harm - row.Saved - row.Staked));
            }

            Assert.Equal(booked, record.Balance);
        });
        Assert.True(settled > 10);
    }

    [Fact]
    public void A_trace_of_bets_is_verified_replayed_and_explained()
    {
        using var file = new MemoryStream();
        var pool = Pool();
        var header = new TraceHeader
        {
            RunId = "bets",
            Policy = "teleodynamic",
            Seed = 1,
            SourceRevision = "test",
            Epoch = default,
            Options = TwoClients,
            Catalog = pool.Catalog,
        };
        string said = "";
        using (var writer = new TraceWriter(file, header))
        {
            Play(pool, TwoClients, 12, record =>
            {
                writer.Receive(record);
                if (record.Bets.Any(row => row.Entry == AccountEntry.Settlement && row.Saved > 0)) said = Explanation.Of(record, pool.Catalog, TwoClients.Foresight);
            });
        }

        file.Position = 0;
        var summary = TraceVerifier.Verify(new TraceReader(file));
        file.Position = 0;
        Assert.Equal(summary.Decisions, TraceReplay.Reproduce(new TraceReader(file)));
        Assert.Contains("The bet of decision", said, StringComparison.Ordinal);
        Assert.Contains("by good", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bet_is_settled_once_and_what_is_open_at_the_end_was_staked()
    {
        var open = new HashSet<(long Bet, int Skill)>();
        int staked = 0, settled = 0;
        Play(Pool(), TwoClients, 40, record =>
        {
            foreach (var row in record.Bets)
            {
                if (row.Entry == AccountEntry.Stake)
                {
                    staked++;
                    Assert.True(open.Add((row.Bet, row.Skill)), $"bet {row.Bet} on {row.Skill} was staked twice");
                }
                else if (row.Entry == AccountEntry.Settlement)
                {
                    settled++;
                    Assert.True(open.Remove((row.Bet, row.Skill)), $"bet {row.Bet} on {row.Skill} was settled twice, or never staked");
                }
            }
        });
        Assert.True(settled > 20, $"{settled} settled");
        Assert.Equal(staked, settled + open.Count);
    }

    [Fact]
    public void A_controller_saved_with_open_bets_goes_on_as_it_would_have()
    {
        var pool = Pool();
        var rig = new Rig(pool, TwoClients);
        pool.MakeActive(0, 1);
        pool.Advance(1);
        Tell(rig, 2, "good");
        pool.Advance(2);
        Assert.Equal(1, rig.Policy.Bankroll.Open);
        byte[] saved = rig.Policy.Save();
        var again = TeleodynamicPolicy.Restore(saved, pool.Catalog, TwoClients, 1);
        Assert.Equal(saved, again.Save());
        Assert.Equal(1, again.Bankroll.Open);
        Assert.Equal(rig.Policy.Bankroll.Balance, again.Bankroll.Balance);
    }

    [Fact]
    public void A_silence_ends_what_is_believed_of_demand()
    {
        var pool = Pool();
        var rig = new Rig(pool);
        pool.MakeActive(0);
        for (int i = 0; i < 50; i++)
        {
            pool.Request(0);
            pool.Advance(2);
        }

        Assert.True(rig.Record.Inputs.Estimates[0].DemandPerSecond > 0.1);
        rig.Step.Foretell(Foretelling.Silence(0, "client"));
        Assert.Equal(0, rig.Record.Inputs.Estimates[0].DemandPerSecond);
    }

    [Theory]
    [InlineData(-1, "client", 0.5, 1)]
    [InlineData(9, "client", 0.5, 1)]
    [InlineData(0, "", 0.5, 1)]
    [InlineData(0, "client", 1.5, 1)]
    [InlineData(0, "client", 0.5, 0)]
    [InlineData(0, "client", double.NaN, 1)]
    public void A_foretelling_that_cannot_be_is_refused(int skill, string source, double chance, double requests)
    {
        var rig = new Rig(Pool());
        Assert.Throws<ArgumentException>(() => rig.Step.Foretell(new(skill, source, chance, requests, 1, 1)));
    }

    [Fact]
    public void A_source_without_a_name_of_its_own_stakes_as_any_client()
    {
        var sources = new Sources(TwoClients.Foresight);
        Assert.Equal(Sources.Client, sources.Of("somebody"));
        Assert.Equal("good", sources.NameOf(sources.Of("good")));
        Assert.NotEmpty(new ForesightOptions { Clients = "a,a" }.Problems());
        Assert.NotEmpty(new ForesightOptions { Clients = "popularity" }.Problems());
    }

    private static PoolDouble Pool() => new(Rig.Alike(6, loadSeconds: 2), ResourceVector.Bytes(20), loaders: 2);

    private static Rig Clients(ControllerOptions options, int rounds, Action<DecisionRecord>? onDecision = null) => Play(Pool(), options, rounds, onDecision);

    /// <summary>Each round both clients foretell a clump for one of their skills; only the first client's comes.</summary>
    private static Rig Play(PoolDouble pool, ControllerOptions options, int rounds, Action<DecisionRecord>? onDecision)
    {
        var rig = new Rig(pool, options);
        if (onDecision is not null) rig.OnDecision = onDecision;
        pool.MakeActive(0);
        for (int round = 0; round < rounds; round++)
        {
            pool.Request(0);
            int coming = 2 + round % 2, never = 4 + round % 2;
            Tell(rig, coming, "good");
            pool.Advance(3);
            Tell(rig, never, "bad");
            pool.Advance(7);
            for (int i = 0; i < 4; i++) pool.Request(coming);
            pool.Advance(20);
        }

        return rig;
    }

    private static void Tell(Rig rig, int skill, string source) => rig.Step.Foretell(new(skill, source, 0.8, 4, 8, 4));

    private static SourceAccount AccountOf(Rig rig, string source) => rig.Policy.Bankroll.Accounts[rig.Policy.Bankroll.Sources.Of(source)];

    private static int VainLoads(Rig rig) => rig.Pool.Commands.Count(command => command.Action switch
    {
        ControlAction.Activate a => a.Skill >= 4,
        ControlAction.Replace r => r.Incoming >= 4,
        _ => false,
    });
}
