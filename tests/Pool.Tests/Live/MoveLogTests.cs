using Teleo.Pool.Live;

namespace Teleo.Pool.Tests.Live;

public sealed class MoveLogTests
{
    [Fact]
    public void It_counts_every_move_and_keeps_the_last_ones()
    {
        var log = new MoveLog();
        for (int i = 0; i < MoveLog.Most + 5; i++) log.Add(new LiveMove(i, i, IsSwitch: false));
        Assert.Equal(MoveLog.Most + 5, log.Total);
        Assert.Equal(Enumerable.Range(5, MoveLog.Most), log.Select(move => move.Skill));
        Assert.Equal(MoveLog.Most + 4, log.Last.Skill);
    }
}
