using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Ledger;

public class SourceAccountTests
{
    private const long Second = 1_000_000_000;

    private static int Runs => Environment.GetEnvironmentVariable("TELEO_NIGHTLY") is null ? 500 : 10_000;

    /// <summary>Theorem (a), to the bit: whatever stakes are chosen and however bets end, stakes less returns are at most endowment and trickle.</summary>
    [Fact]
    public void No_stream_of_bets_costs_more_than_endowment_and_trickle()
    {
        for (ulong run = 0; run < 300; run++)
        {
            var chance = new SeedTree(run).Stream("adversary");
            var options = new SourceOptions { HalfLifeSeconds = run % 2 == 0 ? double.PositiveInfinity : 100, CeilingSeconds = 3 + chance.NextInt(50) };
            var account = new SourceAccount(options);
            var open = new List<long>();
            long time = 0;
            for (int i = 0; i < 2000; i++)
            {
                long step = chance.NextInt(3) == 0 ? chance.NextInt(int.MaxValue) : 0;
                account.Pass(step);
                time += step;
                long stake = chance.NextInt(2) == 0 ? account.BalanceNs : (long)(account.BalanceNs * chance.NextDouble());
                if (account.CanStake(stake))
                {
                    account.Stake(stake);
                    open.Add(stake);
                }

                if (open.Count > 0 && chance.NextInt(2) == 0)
                {
                    account.Settle(open[^1], chance.NextInt(3) == 0 ? (long)(2 * Second * chance.NextDouble()) : 0, (long)(3 * Second * chance.NextDouble()));
                    open.RemoveAt(open.Count - 1);
                }

                Assert.True(account.ChargedNs <= account.EndowmentNs + account.TrickledNs);
                Assert.True((Int128)account.TrickledNs * 1000 <= (Int128)time * 3);
                Assert.True(account.BalanceNs >= 0 && account.DebtNs >= 0);
                Assert.False(account.DebtNs > 0 && account.CanStake(0));
            }
        }
    }

    [Fact]
    public void Harm_beyond_the_stake_bars_the_source_until_it_is_repaid()
    {
        var account = new SourceAccount(new());
        account.Stake(Second);
        account.Settle(Second, savedNs: 0, harmNs: 4 * Second);
        Assert.Equal((2 * Second, 3 * Second, 3 * Second), (account.BalanceNs, account.DebtNs, account.UncoveredNs));
        Assert.False(account.CanStake(1));
        account.Pass(1000 * Second);
        Assert.True(account.CanStake(2 * Second));
        Assert.Equal(3 * Second, account.UncoveredNs);
    }

    /// <summary>Theorem (b): stakes of one second, returns of 0 or 2.4 with mean 1.2; after n bets the gate binds again with probability at most delta.</summary>
    [Fact]
    public void A_source_that_pays_is_hardly_ever_refused_after_n_bets()
    {
        const double margin = 0.2, bound = 2.4, delta = 0.05;
        double rate = 2 * margin * margin / (bound * bound);
        int n = (int)Math.Ceiling(Math.Log(1 / (delta * (1 - Math.Exp(-rate)))) / rate);
        int refused = 0;
        for (ulong run = 0; run < (ulong)Runs; run++)
        {
            var chance = new SeedTree(run).Stream("returns");
            var account = new SourceAccount(new() { EndowmentSeconds = 1000, CeilingSeconds = 1e6, Trickle = 0 });
            double wealth = 1;
            bool binds = false;
            for (int i = 0; i < n + 500; i++)
            {
                binds |= i >= n && wealth < 1;
                long stake = Second;
                account.Stake(stake);
                bool pays = chance.NextInt(2) == 0;
                account.Settle(stake, pays ? (long)(1.4 * Second) : 0, pays ? 0 : Second);
                wealth = 1 + (account.BalanceNs - account.EndowmentNs) * 1e-9;
            }

            if (binds) refused++;
        }

        Assert.True(refused <= Runs * delta + 3 * Math.Sqrt(Runs * delta), $"{refused} of {Runs}");
    }

    /// <summary>Theorem (c), Ville: where a bet returns its stake on average, the evidence ever reaches k in at most 1/k of all runs.</summary>
    [Fact]
    public void Evidence_seldom_speaks_for_a_source_that_is_worth_nothing()
    {
        const int k = 10;
        int reached = 0;
        for (ulong run = 0; run < (ulong)Runs; run++)
        {
            var chance = new SeedTree(run).Stream("fair");
            var account = new SourceAccount(new() { EndowmentSeconds = 1e5, CeilingSeconds = 1e6, EvidenceShare = 0.3 });
            bool isReached = false;
            for (int i = 0; i < 500; i++)
            {
                account.Stake(Second);
                bool pays = chance.NextInt(4) == 0;
                account.Settle(Second, pays ? 3 * Second : 0, pays ? 0 : Second);
                isReached |= account.Evidence >= k;
            }

            if (isReached) reached++;
        }

        Assert.InRange(reached, 1, Runs / k + 3 * Math.Sqrt(Runs / k));
    }
}
