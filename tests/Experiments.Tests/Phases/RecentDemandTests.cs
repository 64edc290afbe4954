using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Tests.Phases;

public class RecentDemandTests
{
    [Fact]
    public void Only_the_last_epoch_counts_and_silence_changes_nothing()
    {
        var demand = new RecentDemand(2);
        HashSet<int> resident = [0];
        Assert.Equal(0, demand.Covered([0, 0], resident));        // nothing was asked yet
        Assert.Equal(0.75, demand.Covered([3, 1], resident));
        Assert.Equal(0.5, demand.Covered([3, 3], resident));      // three for what is resident, three for what is not
        Assert.Equal(0, demand.Covered([3, 3], resident));        // the first four have left the epoch
        Assert.Equal(0, demand.Covered([3, 3], resident));        // silence: what was known stands
        Assert.Equal(1, demand.Covered([4, 3], resident));
    }
}
