using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Tests.Tracing;

public class TraceRerunTests
{
    private const string Workload = "drift-fast", Capacity = "30%";
    private const ulong Seed = 3;

    private static readonly Lazy<byte[]> Honest = new(Recorded);

    [Fact]
    public void A_simulated_run_gives_its_trace_again() => Check(Honest.Value);

    /// <summary>Each keeps the hash chain: only the run itself shows it.</summary>
    [Theory]
    [InlineData("seed")]
    [InlineData("capacity")]
    [InlineData("policy")]
    [InlineData("cut")]
    [InlineData("outcome")]
    [InlineData("first")]
    public void A_trace_that_was_changed_with_its_chain_is_refused(string change)
    {
        var error = Assert.Throws<TraceException>(() => Check(Forged(change)));
        Assert.Equal(TraceFault.NotReproduced, error.Fault);
    }

    private static void Check(byte[] trace) =>
        TraceRerun.Check(new MemoryStream(trace), new TraceReader(new MemoryStream(trace)).Header, CancellationToken.None);

    private static byte[] Recorded()
    {
        var bytes = new MemoryStream();
        TraceWriter? writer = null;
        var run = new Dictionary<string, string> { ["workload"] = Workload, ["capacity"] = Capacity, ["plant"] = "simulated" };
        new Scenario(Workload, Capacity).Prepare(Seed).Play("teleodynamic", new RunHooks
        {
            SinkFor = (policy, catalog) =>
                writer = new(bytes, TraceFile.HeaderOf((TeleodynamicPolicy)policy, catalog, Seed, $"{Workload}/{policy.Name}/{Seed}", run)),
        });
        writer!.End();
        return bytes.ToArray();
    }

    private static byte[] Forged(string change)
    {
        var reader = new TraceReader(new MemoryStream(Honest.Value));
        var header = change switch
        {
            "seed" => reader.Header with { Seed = Seed + 1 },
            "capacity" => reader.Header with { Run = reader.Header.Run.SetItem("capacity", "60%") },
            "policy" => reader.Header with { Policy = "teleodynamic-with-margin" },
            _ => reader.Header,
        };
        var bytes = new MemoryStream();
        using var writer = new TraceWriter(bytes, header);
        int decisions = 0;
        for (var line = reader.Read(); line != TraceLine.End && (change != "cut" || decisions < 100); line = reader.Read())
        {
            if (line == TraceLine.Outcome) writer.Realise(change == "outcome" ? reader.Outcome with { Succeeded = false } : reader.Outcome);
            else if (decisions++ > 0 || change != "first") writer.Receive(reader.Record);
        }

        writer.End();
        return bytes.ToArray();
    }
}
