using System.Collections.Immutable;
using System.IO.Compression;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Tracing;

/// <summary>Decision traces as files: compressed unless the name says otherwise, complete or absent.</summary>
public static class TraceFile
{
    /// <summary>Time 0 of simulated runs. A stated date, so that equal runs write equal bytes.</summary>
    public static readonly DateTimeOffset SimulatedEpoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A level with a tenth more bytes than the default, at less than half of its time; compression is most of the time of a trace.
    /// </summary>
    private static readonly ZLibCompressionOptions Compression = new() { CompressionLevel = 2 };

    /// <summary>The commit of the build, recorded beside the program; "dirty" follows if files differed from it.</summary>
    public static string SourceRevision { get; } = ReadRevision(Path.Combine(AppContext.BaseDirectory, "source-revision.txt"));

    /// <summary>Gives <paramref name="body"/> a stream to trace to; when it returns, the file appears under its name.</summary>
    public static T Write<T>(string path, Func<Stream, T> body, IDisk? disk = null)
    {
        T result = default!;
        AtomicFile.Write(path, file =>
        {
            if (!path.EndsWith(".gz", StringComparison.Ordinal))
            {
                result = body(file);
                return;
            }

            using var compressed = new GZipStream(file, Compression, leaveOpen: true);
            using var queued = new QueuedStream(compressed);
            result = body(queued);
        }, disk);
        return result;
    }

    /// <summary>Returns the unfinished files of killed runs for a trace of this name, without those that a run is still writing.</summary>
    public static IReadOnlyList<string> LeftOf(string path)
    {
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, Path.GetFileName(full) + ".*" + AtomicFile.TemporarySuffix).Where(IsLeft)
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsLeft(string unfinished)
    {
        using var held = LocalDisk.Instance.TryHold(unfinished);
        return held is not null;
    }

    /// <summary>The lines of a trace, compressed or not.</summary>
    public static Stream Open(string path)
    {
        var file = InputFile.Open(path);
        Span<byte> magic = stackalloc byte[2];
        bool isCompressed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
        file.Position = 0;
        return isCompressed ? new InflatedStream(file) : file;
    }

    /// <summary>The streams of chance that a simulated run may draw from, each under the run's seed.</summary>
    public static ImmutableArray<string> SimulatedStreams { get; } =
    [
        "plant.answers", "plant.clock", "plant.crashes", "plant.estimates", "plant.loads", "plant.sizes",
        "workload.adversary", "workload.arrivals", "workload.bursts", "workload.flows", "workload.ranks", "workload.skills",
        "workload.tokens", "workload.workflow",
    ];

    private static readonly ImmutableArray<string> LiveStreams = ["live.items"];

    /// <summary>Returns the policy as one that writes decision records. Throws where it writes none.</summary>
    internal static IRecordingPolicy Recording(IPolicy policy) => policy as IRecordingPolicy ?? throw new InputException(
        "NothingToTrace", $"policy '{policy.Name}' writes no decision records; only our controller and its ablations do");

    public static TraceHeader HeaderOf(IRecordingPolicy policy, Catalog catalog, ulong seed,
        string runId, IReadOnlyDictionary<string, string> run) => new()
        {
            RunId = runId,
            Policy = policy.Name,
            Seed = seed,
            SourceRevision = SourceRevision,
            Epoch = SimulatedEpoch,
            Options = policy.Options,
            Catalog = catalog,
            Run = run.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Streams = (run.TryGetValue("plant", out string? plant) && plant == "live" ? LiveStreams : SimulatedStreams)
            .Select(name => KeyValuePair.Create(name, new SeedTree(seed).KeyOf(name))).Concat(policy.Streams)
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        };

    private static string ReadRevision(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "unknown";
}
