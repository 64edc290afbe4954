using System.Text;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Worlds;

public sealed class WorldFileTests
{
    private static readonly World Sample = new()
    {
        Models =
        [
            new()
            {
                Name = "llama3.1:8b", Bytes = 4_920_753_328, KvBytesPerToken = 131_072, ContextTokens = 4096, ScratchBytes = 300_000_000,
                    ReadBytes = 4_920_753_328,
                ColdLoadSeconds = 5.25, WarmLoadSeconds = 1.5, PrefillTokensPerSecond = 420, DecodeTokensPerSecond = 38.5,
                    Tasks = ["chat", "summary"], Family = "llama 8B",
                Variant = "q4_k_m", Quality = 0.9,
            },
            new() { Name = "phi", Bytes = 2_000_000_000 },
        ],
        Machine = Machines.Find("nvme")! with { Name = "my box", MemoryBytes = 16_000_000_000, Workers = 4 },
        Traffic = new("zipf"),
        Assumed = ["models[0].decode_tokens_per_s"],
    };

    [Fact]
    public void The_golden_file_reads_as_the_sample_and_the_sample_writes_as_the_file()
    {
        string path = Repository.PathOf("tests", "data", "golden", "world.json");
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_GOLDEN") == "1") Sample.Write(path);
        Assert.Equal(File.ReadAllText(path), WorldFile.Text(Sample));
        Assert.Equal(File.ReadAllText(path), WorldFile.Text(World.Read(path)));
    }

    [Fact]
    public void Every_field_of_a_model_and_a_machine_stands_in_the_schema()
    {
        var model = WorldFile.Schema.GetProperty("$defs").GetProperty("model").GetProperty("properties");
        Assert.Equal(ModelField.All.Select(field => field.Name), model.EnumerateObject().Select(member => member.Name));
        using var written = JsonDocument.Parse(WorldFile.Text(Sample));
        var machine = WorldFile.Schema.GetProperty("properties").GetProperty("machine").GetProperty("properties");
        Assert.Equal(
            machine.EnumerateObject().Select(member => member.Name).Except(["like"]),
            written.RootElement.GetProperty("machine").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Every_machine_that_ships_is_sound_and_says_where_its_figures_come_from()
    {
        Assert.All(Machines.All, machine =>
        {
            Assert.Empty(machine.Problems());
            Assert.True(machine.Source.Length > 40);
            Assert.Same(machine, Parsed($$"""{ "format": "teleo.world/1", "machine": "{{machine.Name}}" }""").Machine);
        });
        Assert.Equal(Machines.All.Count, Machines.Names.Distinct().Count());
    }

    [Fact]
    public void A_machine_that_is_like_another_changes_only_what_is_stated()
    {
        var machine = Parsed("""{ "format": "teleo.world/1", "machine": { "like": "network", "memory_bytes": "64GB", "loaders": 1 } }""")
            .Machine;
        Assert.Equal(Machines.Find("network")! with { MemoryBytes = 64_000_000_000, Loaders = 1 }, machine);
    }

    [Theory]
    [InlineData("{", 1, "")]
    [InlineData("""{ "models": [] }""", 1, "'format' is missing")]
    [InlineData("""{ "format": "teleo.world/2" }""", 1, "format")]
    [InlineData("""{ "format": "teleo.world/1", "machine": "nvm" }""", 1, "nvme")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"machine\": { \"loaders\": 0 } }", 2, "machine.loaders")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"machine\": { \"memory_bytes\": \"0GB\" } }", 2, "machine.memory_bytes")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\" }] }", 2, "'bytes' is missing")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\", \"bytes\": 0 }] }", 2, "models[0].bytes")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\", \"bytes\": -5 }] }", 2, "models[0].bytes")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\", \"bytes\": 1e308 }] }", 2, "models[0].bytes")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\", \"bytes\": \"1e308GB\" }] }", 2, "models[0].bytes")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\", \"bytes\": 5, \"cold_load_s\": -1 }] }", 2,
        "models[0].cold_load_s")]
    [InlineData("{ \"format\": \"teleo.world/1\",\n \"models\": [{ \"name\": \"a\", \"bytes\": 5, \"speed\": 1 }] }", 2, "models[0].speed")]
    [InlineData("{ \"format\": \"teleo.world/1\", \"models\": [\n{ \"name\": \"a\", \"bytes\": 5 },\n{ \"name\": \"a\", \"bytes\": 6 }] }",
        3, "models[1].name")]
    public void A_fault_is_told_with_its_line_and_path(string text, int line, string expected)
    {
        Assert.Null(WorldFile.Parse(Encoding.UTF8.GetBytes(text), ".", out var faults));
        Assert.Contains(faults, fault => fault.Line == line && fault.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_no_world_is_refused_as_input()
    {
        string folder = TestFolder.New("teleo-world");
        File.WriteAllBytes(Path.Combine(folder, "huge.json"), new byte[JsonTree.LargestBytes + 1]);
        Assert.Equal("TooLarge", Assert.Throws<InputException>(() => World.Read(Path.Combine(folder, "huge.json"))).Code);
        Assert.Equal("FileNotFound", Assert.Throws<InputException>(() => World.Read(Path.Combine(folder, "none.json"))).Code);
        Assert.Equal("NotAFile", Assert.Throws<InputException>(() => World.Read(folder)).Code);
    }

    private static World Parsed(string text)
    {
        var world = WorldFile.Parse(Encoding.UTF8.GetBytes(text), ".", out var faults);
        Assert.Empty(faults);
        return world!;
    }
}
