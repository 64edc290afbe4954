using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tracing;

/// <summary>
/// Plays the run that the header of a simulated trace names, and compares every byte. Equality binds header, decisions, outcomes and end
/// to policy, options, seed, world and code.
/// </summary>
internal static class TraceRerun
{
    /// <summary>Returns the facts of a run that define its scenario, besides workload and capacity, by their names in the header.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FactsOf(Scenario scenario)
    {
        var (set, plain) = (scenario.Settings, new PlantSettings());
        if (set.Miss != plain.Miss) yield return new("miss", set.Miss.ToString());
        if (set.Discipline != plain.Discipline) yield return new("discipline", set.Discipline.ToString());
        if (set.Workers != plain.Workers) yield return new("workers", Text(set.Workers));
        if (set.Loaders != plain.Loaders) yield return new("loaders", Text(set.Loaders));
        if (set.TimeoutSeconds != plain.TimeoutSeconds) yield return new("timeout", Text(set.TimeoutSeconds));
        if (scenario.WarmupSeconds != 0) yield return new("warmup", Text(scenario.WarmupSeconds));
        if (scenario.World.Models.Length > 0) yield return new("models", Text(scenario.World.Models.Length));
    }

    /// <summary>Plays the run again; throws at the first byte that differs.</summary>
    public static void Check(Stream recorded, TraceHeader header, CancellationToken cancellation)
    {
        var run = header.Run;
        if (run.GetValueOrDefault("plant") != "simulated") throw new InputException(
            "NotSimulated", "only a trace of a simulated pool can be run again");
        var prepared = ScenarioOf(run).Prepare(header.Seed);
        if (run.GetValueOrDefault("tier") == "count") prepared = prepared.Counting();
        using var compared = new ComparedStream(recorded, header.SourceRevision);
        TraceWriter? writer = null;
        prepared.Play(run.GetValueOrDefault("policy") ?? header.Policy,
            new RunHooks { SinkFor = (policy, catalog) => writer = Begin(policy, catalog, header, compared) }, cancellation: cancellation);
        writer!.End();
        compared.End();
    }

    private static TraceWriter Begin(IPolicy policy, Catalog catalog, TraceHeader header, Stream stream) =>
        new(stream, HeaderOf(TraceFile.Recording(policy), catalog, header));

    private static TraceHeader HeaderOf(IRecordingPolicy policy, Catalog catalog, TraceHeader recorded)
    {
        string id = $"{recorded.Run["workload"]}/{policy.Name}/{recorded.Seed}";
        return TraceFile.HeaderOf(policy, catalog, recorded.Seed, id, recorded.Run) with { SourceRevision = recorded.SourceRevision };
    }

    private static Scenario ScenarioOf(IReadOnlyDictionary<string, string> run)
    {
        if (!run.TryGetValue("workload", out string? workload)
            || !run.TryGetValue("capacity", out string? capacity)) throw new InputException(
                "NoScenario", "the header names no workload and capacity");
        if (run.ContainsKey("models"))
            throw new InputException("ModelsInAFile", "the run was made with models from a file, which the trace does not hold");
        var plain = new PlantSettings();
        var miss = Word(run, "miss", plain.Miss);
        var scenario = new Scenario(workload, capacity)
        {
            WarmupSeconds = Number(run, "warmup", 0),
            Settings = plain with
            {
                Miss = miss,
                Generalist = miss == MissMode.Fallback ? 0 : plain.Generalist,
                Discipline = Word(run, "discipline", plain.Discipline),
                Workers = (int)Number(run, "workers", plain.Workers),
                Loaders = (int)Number(run, "loaders", plain.Loaders),
                TimeoutSeconds = Number(run, "timeout", plain.TimeoutSeconds),
            },
        };
        string machine = run.GetValueOrDefault("machine") ?? Machines.Disk.Name;
        if (machine == Machines.Disk.Name) return scenario;
        var named = Machines.All.FirstOrDefault(known => known.Name == machine)
            ?? throw new InputException("UnknownMachine", $"the machine '{machine}' of the header is none of those that ship");
        return scenario.In(World.Default with { Machine = named });
    }

    private static T Word<T>(IReadOnlyDictionary<string, string> run, string name, T plain)
        where T : struct, Enum =>
        !run.TryGetValue(name, out string? text) ? plain : Enum.TryParse(text, out T word) ? word
            : throw new InputException("BadHeader", $"the header's {name} is '{text}'");

    private static double Number(IReadOnlyDictionary<string, string> run, string name, double plain) =>
        !run.TryGetValue(name, out string? text) ? plain
        : double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number
            : throw new InputException("BadHeader", $"the header's {name} is '{text}'");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Compares written bytes with recorded ones.</summary>
    private sealed class ComparedStream(Stream recorded, string revision) : Stream
    {
        private byte[] _read = new byte[1 << 16];
        private long _line = 1;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_read.Length < buffer.Length) _read = new byte[2 * buffer.Length];
            int read = recorded.ReadAtLeast(_read.AsSpan(0, buffer.Length), buffer.Length, throwOnEndOfStream: false);
            if (read < buffer.Length || !_read.AsSpan(0, read).SequenceEqual(buffer)) throw Differs();
            _line += buffer.Count((byte)'\n');
        }

        public void End()
        {
            if (recorded.ReadByte() >= 0) throw Differs();
        }

        private TraceException Differs()
        {
            string code = revision == TraceFile.SourceRevision ? ""
                : $"; it was made by revision {revision}, and this is {TraceFile.SourceRevision}";
            return new(TraceFault.NotReproduced, _line, "rerun", $"the run that the header names gives another line here{code}");
        }
    }
}
