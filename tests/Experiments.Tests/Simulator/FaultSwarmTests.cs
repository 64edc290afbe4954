using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;


namespace Teleo.Experiments.Tests.Simulator;

public sealed class FaultSwarmTests
{
    [Fact]
    public void Fifty_random_worlds_keep_their_books_and_replay() => Swarm(1, 50);

    [NightlyFact]
    public void Two_thousand_random_worlds_keep_their_books_and_replay() => Swarm(51, 2000);

    [Fact]
    public void The_swarm_reaches_every_kind_of_trouble()
    {
        var reports = Enumerable.Range(1, 50).Select(seed => FaultSwarm.Run((ulong)seed)).ToList();
        Assert.Contains(reports, report => report.Refused > 0);
        Assert.Contains(reports, report => report.TimedOut > 0);
        Assert.Contains(reports, report => report.Aborted > 0);
        Assert.Contains(reports, report => report.Crashes > 0);
        Assert.Contains(reports, report => report.OutOfMemory > 0);
        Assert.Contains(reports, report => report.FailedLoads > report.OutOfMemory);
        Assert.Contains(reports, report => report.GuardVetoes.ContainsKey("busy"));
        Assert.Contains(reports, report => report.RefusedCommands > 0);
        string[] actions = ["activate", "deactivate", "merge", "replace", "reserve", "split", "suspend"];
        Assert.All(actions, action => Assert.Contains(reports, report => report.Actions.ContainsKey(action)));
    }

    private static void Swarm(int first, int count)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                FaultSwarm.Run((ulong)seed);
            }
            catch (InvariantException broken)
            {
                Assert.Fail($"{broken.Message}; repeat with: {FaultSwarm.Reproduction((ulong)seed)}");
            }
        }
    }
}
