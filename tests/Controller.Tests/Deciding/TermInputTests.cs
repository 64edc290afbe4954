using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Deciding;

public class TermInputTests
{
    [Fact]
    public void A_term_names_the_figures_it_rests_on_with_age_and_kind()
    {
        var pool = new PoolDouble(Rig.Alike(2, loadSeconds: 2), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.MakeActive(0);
        pool.NowNs = 10_000_000_000;
        pool.Request(1);
        var inputs = TermInputs.Of(rig.Record, pool.Catalog, rig.Record.Choice.Chosen, ScoreTerm.TaskBenefit);

        Assert.Equal(["b: demand", "b: load time", "b: quality", "a: demand", "a: load time", "a: quality"], inputs.Select(reading => reading.Name));
        Assert.Equal((2.0, "s", "plant", ReadingKind.Measured, 10.0), (inputs[1].Value, inputs[1].Unit, inputs[1].Source, inputs[1].Kind, inputs[1].AgeSeconds(pool.NowNs)));
        Assert.Equal((ReadingKind.Estimated, 0.0), (inputs[0].Kind, inputs[0].AgeSeconds(pool.NowNs)));
    }

    [Fact]
    public void What_is_not_known_is_unknown_and_not_zero()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10));
        pool[0].LoadSecondsKind = ReadingKind.Unknown;
        var rig = new Rig(pool);
        pool.Request(0);
        int activate = rig.Record.Candidates.AsSpan().ToArray().ToList().FindIndex(c => c.Kind == ActionKind.Activate);
        var reading = TermInputs.Of(rig.Record, pool.Catalog, activate, ScoreTerm.LoadLatency).Single();
        Assert.Equal(ReadingKind.Unknown, reading.Kind);
        Assert.True(double.IsNaN(reading.Value));
        Assert.Equal(0, pool.Loads);
    }
}
