using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>The first line of a trace: everything that all its decisions share, so that any of them can be made again from the file alone.</summary>
public sealed record TraceHeader
{
    public const string CurrentFormat = "teleo.trace/1";

    public string Format { get; init; } = CurrentFormat;

    public required string RunId { get; init; }

    public required string Policy { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The revision of the source that decided.</summary>
    public required string SourceRevision { get; init; }

    /// <summary>The moment that time 0 of the records stands for; in a simulated run a stated one, never the wall clock's.</summary>
    public required DateTimeOffset Epoch { get; init; }

    /// <summary>The effective options, every default written out.</summary>
    public required ControllerOptions Options { get; init; }

    public required Catalog Catalog { get; init; }

    /// <summary>Workload, budget, plant and the like, as far as the run knows them.</summary>
    public ImmutableSortedDictionary<string, string> Run { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The named streams of chance the run drew from, with their keys.</summary>
    public ImmutableSortedDictionary<string, ulong> Streams { get; init; } = ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal);

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TraceJson.Options);

    internal static TraceHeader FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<TraceHeader>(json, TraceJson.Options) ?? throw new JsonException("the header is null");
}
