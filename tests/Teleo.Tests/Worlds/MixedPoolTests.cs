using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Worlds;

/// <summary>The shipped pool of language models and models of images, with measured sizes and times, under the controller.</summary>
public sealed class MixedPoolTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-mixed");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_controller_loads_for_every_model_and_its_decisions_replay_to_the_bit()
    {
        string trace = Path.Combine(_folder, "run.jsonl.gz");
        var run = Cli.Run("sim", "run", "--world", Repository.PathOf("experiments", "worlds", "mixed-pool.json"), "--trace", trace, "--json");
        Assert.Equal(ExitCode.Ok, run.Exit);
        var found = run.Json();
        Assert.Equal(found.GetProperty("requests").GetInt64(), found.GetProperty("done").GetInt64());
        Assert.Equal(7, found.GetProperty("first_loads").GetInt64());
        // The memory does not hold them all, and the resource binds without deciding alone.
        Assert.InRange(found.GetProperty("loads").GetInt64(), 20, 1000);
        Assert.InRange(found.GetProperty("controller").GetProperty("gate_binding_rate").GetDouble(), 0.01, 0.9);
        var replay = Cli.Run("trace", "replay", trace);
        Assert.Equal(ExitCode.Ok, replay.Exit);
        Assert.Contains("equal to the bit", replay.Out, StringComparison.Ordinal);
    }
}
