using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;
using Teleo.Controller.Tests.Domain;

namespace Teleo.Controller.Tests.Loop;

/// <summary>Laws of a whole run, which no single row of the ledger can break.</summary>
public sealed class WholeRunLawTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Income_is_the_sum_over_outcomes_and_every_row_begins_where_the_last_ended(ulong seed)
    {
        var options = new ControllerOptions { Foresight = new() { Rule = ResourceRule.ServiceEarned } };
        var rig = new Rig(new PoolDouble(Rig.Alike(6, loadSeconds: 0.7), ResourceVector.Bytes(30), loaders: 2), options);
        double earned = 0, booked = 0, balance = options.Ledger.Initial;
        long rows = 0;
        var inner = rig.Pool.Listener;
        rig.Pool.Listener = happened =>
        {
            if (happened.Kind == PolicyEvents.Completion) earned += options.Ledger.GainPerCorrect * happened.Correct;
            inner(happened);
        };
        rig.OnDecision = record =>
        {
            foreach (var row in record.Rows)
            {
                Assert.Equal(balance, row.Before);
                balance = row.After;
                booked += row.Gain;
                rows++;
            }

            Assert.Equal(balance, record.Balance);
            Assert.Equal(earned, booked, 1e-9);
        };

        var chance = new SeedTree(seed).Stream("requests");
        for (int second = 0; second < 600; second++)
        {
            if (chance.NextDouble() < 0.7) rig.Pool.Request(Math.Min(chance.NextInt(6), chance.NextInt(6)));
            rig.Pool.Advance(1);
        }

        Assert.True(rows > 600 && booked > 1, $"{rows} rows, {booked} credits");
    }
}
