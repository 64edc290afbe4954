using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class EnergyLawTests
{
    public static TheoryData<string> Laws => [.. EnergyLaw.All.Select(law => law.Name)];

    [Theory, MemberData(nameof(Laws))]
    public void Every_row_is_what_the_law_gives_and_stays_within_its_bounds(string name)
    {
        var law = EnergyLaw.All.Single(law => law.Name == name);
        var chance = new SeedTree(4).Stream(name);
        var account = law.Opening;
        for (int i = 0; i < 2_000; i++)
        {
            var entry = chance.NextInt(3) > 0
                ? EnergyEvent.Predicted(chance.NextInt(2) == 0, chance.NextInt(30))
                : EnergyEvent.Paid(Math.Min(8, account.Balance));
            var next = law.Settle(entry, account, out var row);
            Assert.True(row.Balances(0, law.Most), $"{row}");
            Assert.Equal(account.Balance, row.Before);
            Assert.InRange(next.Balance, 0, law.Most);
            bool died = row.After <= 0 && law.ClearsAtZero;
            Assert.Equal(died ? (law.Initial, account.Generation + 1) : (row.After, account.Generation), (next.Balance, next.Generation));
            account = next;
        }
    }

    /// <summary>At accuracy p the published law drifts by 20 p - 10 credits per sample: above one half it only grows.</summary>
    [Theory]
    [InlineData(0.4, -2)]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 8)]
    public void The_published_law_drifts_with_accuracy(double accuracy, double drift)
    {
        var account = new EnergyAccount(5_000, 0);
        for (int i = 0; i < 1_000; i++) account = EnergyLaw.De11.Settle(EnergyEvent.Predicted(i % 10 < 10 * accuracy, 0), account, out _);
        Assert.Equal(drift, (account.Balance - 5_000) / 1_000, 1e-9);
    }

    [Fact]
    public void An_endowment_of_one_penalty_ends_with_the_first_wrong_prediction()
    {
        var law = EnergyLaw.De11 with { Initial = 10 };
        Assert.Equal(new EnergyAccount(10, 1), law.Settle(EnergyEvent.Predicted(right: false, 0), law.Opening, out _));
    }

    [Theory]
    [InlineData("de11-decaying")]
    [InlineData("de11-saturating")]
    public void Laws_that_can_bind_keep_at_most_twenty_credits_in_the_long_run(string name)
    {
        var law = EnergyLaw.All.Single(law => law.Name == name);
        var account = law.Opening;
        for (int i = 0; i < 200; i++) account = law.Settle(EnergyEvent.Predicted(right: true, 0), account, out _);
        Assert.InRange(account.Balance, 10, 20);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(15, 2.5)]
    [InlineData(0, 10)]
    public void A_saturating_reward_shrinks_towards_the_ceiling(double balance, double reward)
    {
        EnergyLaw.Saturating.Settle(EnergyEvent.Predicted(right: true, 0), new(balance, 0), out var row);
        Assert.Equal(reward, row.Gain, 1e-12);
    }

    [Fact]
    public void A_law_with_a_fault_says_so()
    {
        var law = EnergyLaw.De11 with { UpkeepPerComplexity = -1, SaturatingReward = true };
        Assert.Equal(2, law.Problems().Count());
    }
}
