using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Domain;

public class RoomTests
{
    [Fact]
    public void What_is_reserved_for_others_is_taken_and_what_is_reserved_for_oneself_is_open()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(15));
        pool[1].ReservedBytes = 10;
        pool[1].ReservedUntilNs = 1;
        Assert.False(Room.For(0, default, pool.Sense()));
        Assert.True(Room.For(1, default, pool.Sense()));
    }

    [Fact]
    public void What_is_reserved_for_others_is_open_to_a_skill_that_somebody_waits_for()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(15));
        pool[1].ReservedBytes = 10;
        pool[1].ReservedUntilNs = 1;
        pool[0].Queued = 1;
        Assert.True(Room.For(0, default, pool.Sense()));
        Assert.True(Room.TryDeficit(0, pool.Sense(), out var deficit));
        Assert.True(deficit.ResidentBytes <= 0);
    }

    [Fact]
    public void A_reservation_that_expired_takes_nothing()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(15)) { NowNs = 5 };
        pool[1].ReservedBytes = 10;
        pool[1].ReservedUntilNs = 5;
        Assert.True(Room.For(0, default, pool.Sense()));
    }

    [Fact]
    public void Sizes_that_overflow_a_sum_do_not_fit()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(long.MaxValue));
        pool[0].Footprint = ResourceVector.Bytes(long.MaxValue);
        pool[1].Footprint = ResourceVector.Bytes(long.MaxValue);
        pool.MakeActive(0);
        Assert.False(Room.For(1, default, pool.Sense()));
        Assert.False(Room.TryDeficit(1, pool.Sense(), out _));
    }

    [Fact]
    public void Nobody_frees_more_than_is_in_use()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(5));
        Assert.False(Room.For(0, ResourceVector.Bytes(1000), pool.Sense()));
    }

    [Fact]
    public void Fitting_is_a_partial_order_in_which_not_a_number_never_fits()
    {
        var wide = new ResourceVector { ResidentBytes = 2, HostBytes = 1 };
        var tall = new ResourceVector { ResidentBytes = 1, HostBytes = 2 };
        Assert.False(wide.FitsWithin(tall) || tall.FitsWithin(wide));
        Assert.True(wide.FitsWithin(wide));
        Assert.False(new ResourceVector { CpuShare = double.NaN }.FitsWithin(new() { CpuShare = 1 }));
        Assert.False(new ResourceVector { CpuShare = double.NaN }.IsBudget);
    }

    [Fact]
    public void A_suspended_skill_needs_its_scratch_to_wake_and_gives_back_only_its_weights()
    {
        var pool = new PoolDouble(Rig.Catalog(Rig.Skill("a", 10) with { Footprint = new() { ResidentBytes = 10, ScratchBytes = 3 } }), default);
        pool[0].Lifecycle = Lifecycle.Suspended;
        Assert.Equal(new ResourceVector { ScratchBytes = 3 }, Room.Need(0, pool.Sense()));
        Assert.Equal(ResourceVector.Bytes(10), Room.FreedBy(pool[0]));
    }
}
