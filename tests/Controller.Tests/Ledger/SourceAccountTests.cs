using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Ledger;

public class SourceAccountTests
{
    private const long Second = 1_000_000_000;

    /// <summary>
    /// The loss of a source is bounded to the bit: whatever is staked and however bets end, what is charged is at most endowment and trickle, and all
    /// harm beyond it is printed.
    /// </summary>
    [Fact]
    public void No_stream_of_bets_costs_more_than_endowment_and_trickle()
    {
        for (ulong run = 0; run < 200; run++)
        {
            var chance = new SeedTree(run).Stream("adversary");
            var options = new ForesightOptions
            {
                Trickle = 0.004,
                HalfLifeSeconds = run % 2 == 0 ? double.PositiveInfinity : 100,
                CeilingSeconds = 6 + chance.NextInt(50),
            };
            var account = new SourceAccount(options);
            var open = new List<double>();
            long time = 0;
            double harmed = 0, saved = 0;
            for (int i = 0; i < 2000; i++)
            {
                long step = chance.NextInt(3) == 0 ? chance.NextInt(int.MaxValue) : 0;
                if (account.Pass(step, 0) is { } passed) Assert.True(passed.Balances);
                time += step;
                double stake = chance.NextInt(2) == 0 ? account.Balance : SourceAccount.StakeOf(account.Balance * chance.NextDouble());
                if (account.CanStake(stake))
                {
                    Assert.True(account.Stake(stake, 0, 0, i, 0).Balances);
                    open.Add(stake);
                }

                if (open.Count > 0 && chance.NextInt(2) == 0)
                {
                    var row = account.Settle(open[^1], chance.NextInt(3) == 0 ? 2 * chance.NextDouble() : 0, 3 * chance.NextDouble(), 0, 0, i, 0);
                    Assert.True(row.Balances);
                    open.RemoveAt(open.Count - 1);
                    harmed += row.Harm;
                    saved += row.Saved;
                }

                Assert.True(account.Charged <= account.Endowment + account.Trickled);
                Assert.Equal(harmed - saved, account.Charged - open.Sum() + account.Uncovered);
                Assert.True(account.Trickled <= options.Trickle * (time * 1e-9));
                Assert.True(account.Balance >= 0 && account.Balance <= options.CeilingSeconds && account.Debt >= 0);
                Assert.False(account.Debt > 0 && account.CanStake(0.001));
            }
        }
    }

    [Fact]
    public void Harm_beyond_the_stake_bars_the_source_until_it_is_repaid()
    {
        var account = new SourceAccount(new() { EndowmentSeconds = 3, Trickle = 0.5 });
        account.Stake(1, 0, 0, 1, 0);
        var row = account.Settle(1, saved: 0, harm: 4, 0, 0, 1, 0);
        Assert.Equal((0.0, 1.0, 2.0, 1.0), (account.Balance, account.Debt, account.Paid, account.Uncovered));
        Assert.Equal((0.0, 2.0, 4.0, 1.0, 1.0), (row.Added, row.Taken, row.Harm, row.Uncovered, row.Debt));
        Assert.False(account.CanStake(1));
        account.Pass(10 * Second, 0);
        Assert.True(account.CanStake(4));
        Assert.Equal((4.0, 0.0, 1.0), (account.Balance, account.Debt, account.Uncovered));
    }

    [Fact]
    public void More_than_there_is_cannot_be_staked()
    {
        var account = new SourceAccount(new() { EndowmentSeconds = 3 });
        Assert.Throws<InvalidOperationException>(() => account.Stake(3.5, 0, 0, 1, 0));
        Assert.Equal(3, account.Balance);
    }

    /// <summary>
    /// Stakes of one second, returns of 0 or 2.4 with mean 1.2. By Hoeffding's bound summed over all later bets the gate binds after n of them with
    /// probability at most 0.05, n = 1,200 or so.
    /// </summary>
    [Fact]
    public void A_source_that_pays_is_hardly_ever_refused_after_n_bets() => Assert.InRange(RunsRefused(200), 0, 200 * 0.05 + 10);

    [NightlyFact]
    public void A_source_that_pays_is_hardly_ever_refused_in_ten_thousand_runs() => Assert.InRange(RunsRefused(10_000), 0, 500);

    /// <summary>Where a bet returns its stake on average, the evidence ever reaches 10 in at most one of ten runs (Ville).</summary>
    [Fact]
    public void Evidence_seldom_speaks_for_a_source_that_is_worth_nothing() => Assert.InRange(RunsConvinced(1000), 1, 100 + 30);

    [NightlyFact]
    public void Evidence_keeps_its_level_in_ten_thousand_runs() => Assert.InRange(RunsConvinced(10_000), 1, 1000);

    /// <summary>The same test sees a source that is worth something: broken evidence would fail it.</summary>
    [Fact]
    public void Evidence_speaks_for_a_source_that_pays()
    {
        var account = Rich(0.3);
        for (int i = 0; i < 200; i++) Bet(account, saved: 1);
        Assert.True(account.Evidence > 1000);
    }

    private static int RunsRefused(int runs)
    {
        const double margin = 0.2, bound = 2.4, delta = 0.05;
        double rate = 2 * margin * margin / (bound * bound);
        int n = (int)Math.Ceiling(Math.Log(1 / (delta * (1 - Math.Exp(-rate)))) / rate);
        int refused = 0;
        for (ulong run = 0; run < (ulong)runs; run++)
        {
            var chance = new SeedTree(run).Stream("returns");
            double wealth = 1;
            bool binds = false;
            for (int i = 0; i < n + 400; i++)
            {
                binds |= i >= n && wealth < 1;
                wealth += chance.NextInt(2) == 0 ? 1.4 : -1;
            }

            if (binds) refused++;
        }

        return refused;
    }

    private static int RunsConvinced(int runs)
    {
        int reached = 0;
        for (ulong run = 0; run < (ulong)runs; run++)
        {
            var chance = new SeedTree(run).Stream("fair");
            var account = Rich(0.3);
            bool isReached = false;
            for (int i = 0; i < 500; i++)
            {
                bool pays = chance.NextInt(4) == 0;
                Bet(account, saved: pays ? 3 : 0, harm: pays ? 0 : 1);
                isReached |= account.Evidence >= 10;
            }

            if (isReached) reached++;
        }

        return reached;
    }

    private static SourceAccount Rich(double share) => new(new() { EndowmentSeconds = 1e5, CeilingSeconds = 1e6, EvidenceShare = share });

    private static void Bet(SourceAccount account, double saved, double harm = 0)
    {
        account.Stake(1, 0, 0, 1, 0);
        account.Settle(1, saved, harm, 0, 0, 1, 0);
    }
}
