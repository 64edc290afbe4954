using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Deciding;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Tracing;

/// <summary>Traces of small runs and of random decisions, as bytes.</summary>
internal static class Traces
{
    public static TraceHeader Header(Catalog catalog, ControllerOptions options, ulong seed = 1) => new()
    {
        RunId = "test",
        Policy = "teleodynamic",
        Seed = seed,
        SourceRevision = "none",
        Epoch = DateTimeOffset.UnixEpoch,
        Options = options,
        Catalog = catalog,
    };

    /// <summary>A pool with room for half of its skills, under random demand for some minutes.</summary>
    public static byte[] OfRun(ulong seed = 1, ControllerOptions? options = null, int seconds = 240, int skills = 6)
    {
        options ??= new();
        var catalog = Rig.Alike(skills, loadSeconds: 0.7);
        var bytes = new MemoryStream();
        using var writer = new TraceWriter(bytes, Header(catalog, options));
        var rig = new Rig(new PoolDouble(catalog, ResourceVector.Bytes(5 * skills), loaders: 2), options) { OnDecision = writer.Receive };
        var chance = new SeedTree(seed).Stream("requests");
        int realised = 0;
        for (int second = 0; second < seconds; second++)
        {
            if (chance.NextDouble() < 0.6) rig.Pool.Request(Math.Min(chance.NextInt(skills), chance.NextInt(skills)));
            rig.Pool.Advance(1);
            for (; realised < rig.Realisations.Count; realised++) writer.Realise(rig.Realisations[realised]);
        }

        writer.End();
        return bytes.ToArray();
    }

    /// <summary>Decisions on random inputs, as the decider makes them.</summary>
    public static byte[] OfRandomDecisions(int skills, int count, ulong seed = 1)
    {
        var chance = new SeedTree(seed).Stream("decisions");
        var catalog = Any.Catalog(ref chance, skills);
        var options = Any.Options();
        var bytes = new MemoryStream();
        using var writer = new TraceWriter(bytes, Header(catalog, options, seed: 7));
        var decider = new Decider(catalog, options);
        var record = new DecisionRecord(skills, options.AccountCount());
        for (int i = 0; i < count; i++)
        {
            Any.Fill(record.Inputs, catalog, ref chance);
            record.Inputs.Sequence = i;
            record.StructureId = chance.NextUInt64();
            decider.Decide(record);
            writer.Receive(record);
        }

        writer.End();
        return bytes.ToArray();
    }

    public static TraceReader Read(byte[] trace) => new(new MemoryStream(trace));

    public static List<string> Lines(byte[] trace) => [.. System.Text.Encoding.UTF8.GetString(trace).TrimEnd('\n').Split('\n')];

    public static byte[] Joined(IEnumerable<string> lines) => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    /// <summary>The same trace with every record passed through <paramref name="change"/>, its chain made anew.</summary>
    public static byte[] Rewritten(byte[] trace, Action<DecisionRecord> change)
    {
        var reader = Read(trace);
        var bytes = new MemoryStream();
        using var writer = new TraceWriter(bytes, reader.Header);
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            if (line == TraceLine.Outcome)
            {
                writer.Realise(reader.Outcome);
                continue;
            }

            change(reader.Record);
            writer.Receive(reader.Record);
        }

        writer.End();
        return bytes.ToArray();
    }
}
