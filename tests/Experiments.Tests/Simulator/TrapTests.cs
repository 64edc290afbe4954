using Teleo.Experiments.Simulator;


namespace Teleo.Experiments.Tests.Simulator;

public sealed class TrapTests
{
    public static TheoryData<string> Names => [.. Traps.All.Select(trap => trap.Name)];

    /// <summary>The healthy rule stays below the bar and the broken one does not: were both below it, the world would show nothing.</summary>
    [Theory, MemberData(nameof(Names))]
    public void The_bar_lies_between_who_avoids_it_and_who_falls_in(string name)
    {
        var outcome = Traps.All.Single(trap => trap.Name == name).Play();
        Assert.True(outcome.Holds, $"{outcome.Trap.Measure}: {outcome.Healthy} healthy, {outcome.Broken} broken, bar {outcome.Trap.Bar}");
    }
}
