using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// The first line of a trace: everything that all its decisions share, so that any of them can be made again from the file alone.
/// </summary>
public sealed record TraceHeader
{
    public const string CurrentFormat = "teleo.trace/2.1";

    /// <summary>The second format; its controller had no limit on passing and no source for periods.</summary>
    internal const string SecondFormat = "teleo.trace/2";

    /// <summary>The first format; its controller had a fixed horizon, weighted half-lives and a price on every load.</summary>
    internal const string FirstFormat = "teleo.trace/1";

    public string Format { get; init; } = CurrentFormat;

    public required string RunId { get; init; }

    public required string Policy { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The revision of the source that decided.</summary>
    public required string SourceRevision { get; init; }

    /// <summary>The time of 0 in the records; fixed in a simulated run, never the wall clock's.</summary>
    public required DateTimeOffset Epoch { get; init; }

    /// <summary>The effective options, every default written out.</summary>
    public required ControllerOptions Options { get; init; }

    public required Catalog Catalog { get; init; }

    /// <summary>Workload, budget, plant and the like, as far as the run knows them.</summary>
    public ImmutableSortedDictionary<string, string> Run { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The named streams of chance the run drew from, with their keys.</summary>
    public ImmutableSortedDictionary<string, ulong> Streams { get; init; } =
        ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal);

    /// <summary>Returns the header in the current format, whatever its original format.</summary>
    internal byte[] ToJson() => HeaderWriter.Write(this with { Format = CurrentFormat });

    internal static TraceHeader FromJson(ReadOnlySpan<byte> json)
    {
        var header = Read(json) ?? throw new JsonException("the header is null");
        return header.Format switch
        {
            FirstFormat => header with { Options = AsInFirstFormat(AsInSecondFormat(header.Options, spansOwedLoads: false)) },
            SecondFormat => header with { Options = AsInSecondFormat(header.Options, SpansOwedLoads(json)) },
            _ => header,
        };
    }

    /// <summary>Reads the header; members that it lacks are named without the names of our types.</summary>
    private static TraceHeader? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<TraceHeader>(json, TraceJson.Options);
        }
        catch (JsonException wrong) when (wrong.Message.IndexOf("including: ", StringComparison.Ordinal) is > 0 and var at)
        {
            throw new JsonException($"the header lacks {wrong.Message[(at + "including: ".Length)..].Split(". Path")[0]}");
        }
    }

    /// <summary>Returns the option of a trace; in the second format a missing value means false.</summary>
    private static bool SpansOwedLoads(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 18 });
        var score = JsonElement.ParseValue(ref reader).GetProperty("options"u8).GetProperty("score"u8);
        return score.TryGetProperty("waitingSpansOwedLoads"u8, out var spans) && spans.GetBoolean();
    }

    private static ControllerOptions AsInSecondFormat(ControllerOptions options, bool spansOwedLoads) => options with
    {
        Score = options.Score with { WaitingSpansOwedLoads = spansOwedLoads, MostPassed = 0 },
        Foresight = options.Foresight with { PeriodSeconds = 0 },
    };

    /// <summary>Options as they were before these could be set.</summary>
    private static ControllerOptions AsInFirstFormat(ControllerOptions options) => options with
    {
        Adaptation = options.Adaptation with { DemandMean = DemandMean.Believed },
        Score = options.Score with { HorizonShare = 0, PricesOwedLoads = true },
        Foresight = options.Foresight with { Rule = ResourceRule.ServiceEarned },
    };
}
