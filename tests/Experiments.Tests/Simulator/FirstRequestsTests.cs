using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class FirstRequestsTests
{
    [Fact]
    public void What_is_foretold_stays_with_the_first_requests()
    {
        var whole = new Scenario("foresight-good", "30%").Prepare(3);
        var foretold = Assert.IsAssignableFrom<IForetoldWorkload>(whole.Run.Trace);

        var cut = Assert.IsAssignableFrom<IForetoldWorkload>(whole.First(2000).Run.Trace);

        Assert.Equal(2000, cut.Count);
        Assert.Equal(foretold.Clients, cut.Clients);
        Assert.Equal(foretold.Foretellings.ToArray().Where(one => one.TimeNs <= cut.EndNs), cut.Foretellings.ToArray());
        Assert.True(cut.Foretellings.Length > 100);
    }

    [Fact]
    public void The_first_requests_cost_what_they_cost_in_the_whole_run()
    {
        // A run over all requests and one over the first of them decide alike until the cut.
        var whole = new Scenario("foresight-good", "30%").Prepare(3);
        var cut = whole.First(2000);
        var cutActions = cut.RecordActions("teleodynamic", default);
        var wholeActions = whole.RecordActions("teleodynamic", default);
        long until = cut.Run.Trace.EndNs;
        Assert.Equal(wholeActions.Actions.TakeWhile(one => one.TimeNs < until), cutActions.Actions.TakeWhile(one => one.TimeNs < until));
        Assert.Contains(cutActions.Actions, one => one.TimeNs < until);
    }
}
