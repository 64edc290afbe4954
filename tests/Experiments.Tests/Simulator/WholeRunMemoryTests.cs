using Teleo.Controller.Domain;

namespace Teleo.Experiments.Tests.Simulator;

/// <summary>The law of memory over a whole run under commands by chance, which no single move can show.</summary>
public sealed class WholeRunMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Memory_in_use_is_the_sum_of_what_is_resident_at_every_event(ulong seed)
    {
        const int Skills = 8, Room = 4;
        var chance = new SeedTree(seed).Stream("commands");
        var plant = TestPools.Plant(Skills, TestPools.Settings(Room) with { Loaders = 2 });
        int accepted = 0, events = 0;
        for (int second = 1; second <= 600; second++)
        {
            int skill = chance.NextInt(Skills), other = (skill + 1 + chance.NextInt(Skills - 1)) % Skills;
            ControlAction action = chance.NextInt(3) switch
            {
                0 => new ControlAction.Activate(skill),
                1 => new ControlAction.Deactivate(skill),
                _ => new ControlAction.Replace([skill], other),
            };
            if (TestPools.Do(plant, action, (ulong)second) == CommandStatus.Accepted) accepted++;
            plant.Audit();
            for (; plant.State.Events.Count > 0 && plant.State.Events.First.TimeNs <= second * 1_000_000_000L; events++)
            {
                plant.TryStep(out _);
                plant.Audit();
                Assert.InRange(plant.State.Memory.Used.ResidentBytes, 0, Room);
            }

            plant.State.AdvanceTo(second * 1_000_000_000L);
        }

        Assert.True(accepted > 60 && events > 60, $"{accepted} accepted, {events} events");
    }
}
