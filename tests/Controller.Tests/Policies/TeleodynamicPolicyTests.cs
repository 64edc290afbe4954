using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Policies;

public class TeleodynamicPolicyTests
{
    [Fact]
    public void A_miss_loads_what_is_wanted_and_its_request_is_served()
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10)));

        rig.Pool.Request(0);
        rig.Pool.Advance(3);

        Assert.Equal(OutcomeCode.Acted, rig.Decisions[0].Outcome);
        Assert.Equal([1.0], rig.Pool.Waits);
        Assert.Single(rig.Realisations);
    }

    [Fact]
    public void A_full_pool_gives_way_to_who_waits()
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10)));
        rig.Pool.MakeActive(0);

        rig.Pool.Request(1);
        rig.Pool.Advance(5);

        Assert.Single(rig.Pool.Waits);
        Assert.Equal(1, rig.Pool.Unloads);
    }
}
