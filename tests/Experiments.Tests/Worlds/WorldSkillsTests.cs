using Teleo.Engine.Input;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Worlds;

public sealed class WorldSkillsTests
{
    private static readonly ModelProfile Stated = new()
    {
        Name = "a",
        Bytes = 1_000_000_000,
        KvBytesPerToken = 1000,
        ContextTokens = 5000,
        ScratchBytes = 20_000_000,
        ColdLoadSeconds = 3,
        WarmLoadSeconds = 2,
        PrefillTokensPerSecond = 100,
        DecodeTokensPerSecond = 10,
        Quality = 0.7,
    };

    [Fact]
    public void What_is_stated_is_taken_as_it_stands_and_nothing_is_assumed()
    {
        var skill = WorldSkills.Of(Stated, Machines.Disk);
        Assert.Equal(1_025_000_000, skill.Footprint.ResidentBytes);
        Assert.Equal(
            (3, 2, 100, 10, 0.7),
            (skill.ColdLoadSeconds, skill.WarmLoadSeconds, skill.PrefillTokensPerSecond, skill.DecodeTokensPerSecond, skill.Quality));
        Assert.Empty(WorldSkills.Assumptions(World.Default with { Models = [Stated] }, [0]));
    }

    [Fact]
    public void What_is_left_out_follows_from_the_machine_and_is_listed()
    {
        var bare = new ModelProfile { Name = "b", Bytes = 2_000_000_000 };
        var machine = Machines.Find("nvme")!;
        var skill = WorldSkills.Of(bare, machine);
        Assert.Equal(0.15 + 0.4, skill.ColdLoadSeconds, 9);
        Assert.Equal(0.15 + 0.2, skill.WarmLoadSeconds, 9);
        Assert.Equal((100, 2000), (skill.DecodeTokensPerSecond, skill.PrefillTokensPerSecond));
        Assert.Equal(2_250_000_000, skill.Footprint.ResidentBytes);
        var found = WorldSkills.Assumptions(new World { Models = [Stated, bare], Machine = machine }, [0, 1]);
        Assert.Equal(
            ["cold load time", "load time from the page cache", "decode and prefill speed", "memory beside the weights"],
            found.Select(assumption => assumption.What));
        Assert.All(found, assumption => Assert.Equal(1, assumption.Models));
    }

    [Fact]
    public void A_value_that_the_world_marks_as_made_is_listed_too()
    {
        var world = World.Default with { Models = [Stated], Assumed = ["models[0].decode_tokens_per_s"] };
        Assert.Equal(["decode and prefill speed"], WorldSkills.Assumptions(world, [0]).Select(assumption => assumption.What));
    }

    [Fact]
    public void Adapters_compute_with_their_base_and_leave_its_memory_alone()
    {
        var machine = Machines.Find("adapters")!;
        var small = WorldSkills.Of(new() { Name = "s", Bytes = 50_000_000 }, machine);
        var large = WorldSkills.Of(new() { Name = "l", Bytes = 500_000_000 }, machine);
        Assert.Equal(small.DecodeTokensPerSecond, large.DecodeTokensPerSecond);
        Assert.InRange(small.ColdLoadSeconds, 0.1, 0.12);
        Assert.InRange(large.ColdLoadSeconds, 0.35, 0.4);
    }

    [Theory]
    [InlineData("Llama3.2", "llama3.2:latest")]
    [InlineData("llama3.2:latest", "LLAMA3.2")]
    public void Names_are_matched_without_case_and_without_the_usual_tag(string model, string asked) =>
        Assert.Equal([0], ModelMatch.Find([new() { Name = model, Bytes = 1 }], [asked]).AsEnumerable());

    [Fact]
    public void A_model_that_is_asked_for_and_not_there_is_told_with_the_nearest()
    {
        var error = Assert.Throws<InputException>(
            () => ModelMatch.Find([new() { Name = "llama3.2", Bytes = 1 }], ["llama3.3", "llama3.2"]));
        Assert.Equal("UnknownModel", error.Code);
        Assert.Contains("llama3.2", error.Message, StringComparison.Ordinal);
        Assert.Contains("--skip-unknown", error.Message, StringComparison.Ordinal);
    }
}
