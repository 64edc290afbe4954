using System.Globalization;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;

namespace Teleo.Models;

/// <summary>The report of <c>teleo model info</c> on a file: flat names, types as people write them.</summary>
internal sealed class InfoReport(string file, ModelInfo info)
{
    private readonly ModelFacts _facts = info.Facts;

    public string File => file;

    public string Format => info.Format.ToString().ToLowerInvariant();

    public int FormatVersion => info.FormatVersion;

    public string Architecture => _facts.Architecture;

    public long Parameters => info.Parameters;

    public long SizeBytes => info.SizeBytes;

    public string Quantization => info.MainType.Name();

    public int ContextLength => _facts.ContextLength;

    public int VocabularySize => _facts.VocabularySize;

    public int HiddenSize => _facts.HiddenSize;

    public int LayerCount => _facts.LayerCount;

    public int FeedForwardSize => _facts.FeedForwardSize;

    public int HeadCount => _facts.HeadCount;

    public int KvHeadCount => _facts.KvHeadCount;

    public int HeadSize => _facts.HeadSize;

    public float RopeTheta => _facts.RopeTheta;

    public string RopePairing => _facts.RopePairing.ToString().ToLowerInvariant();

    public string RopeScaling => _facts.RopeScaling.GetType().Name.ToLowerInvariant();

    public float RmsEpsilon => _facts.RmsEpsilon;

    public bool TiedOutput => _facts.TiedOutput;

    public bool HasQkvBias => _facts.HasQkvBias;

    public bool HasQkNorm => _facts.HasQkNorm;

    public string Tokenizer => info.VocabularyKind.ToString();

    public string? PreTokenizer => info.PreTokenizer;

    public long KvBytesPerToken => info.KvBytesPerToken;

    public IEnumerable<object> Tensors => info.Tensors.Select(t => new { t.Name, Type = t.Type.Name(), t.Rows, t.Columns, t.SizeBytes });

    public IReadOnlyList<MetadataInfo> Metadata => info.Metadata;

    public IEnumerable<(string Name, string Value)> ForPeople() =>
    [
        ("format", $"{Format} version {FormatVersion}"),
        ("architecture", Architecture),
        ("parameters", Grouped(Parameters)),
        ("size", $"{Grouped(SizeBytes)} bytes, mostly {Quantization}"),
        ("context", $"{ContextLength} tokens, {Grouped(KvBytesPerToken)} bytes of cache each"),
        ("layers", $"{LayerCount} of {HiddenSize}, feed-forward {FeedForwardSize}"),
        ("heads", $"{HeadCount} of {HeadSize}, {KvHeadCount} for keys and values"),
        ("rope", $"theta {RopeTheta.ToString(CultureInfo.InvariantCulture)}, {RopePairing} pairs, {RopeScaling}"),
        ("norm epsilon", RmsEpsilon.ToString(CultureInfo.InvariantCulture)),
        ("output", TiedOutput ? "tied to the embedding" : "a matrix of its own"),
        .. HasQkvBias ? [("attention", "biases on queries, keys and values")] : Array.Empty<(string, string)>(),
        .. HasQkNorm ? [("attention", "norms on queries and keys")] : Array.Empty<(string, string)>(),
        ("tokenizer", $"{Tokenizer}{(PreTokenizer is null ? "" : $" ({PreTokenizer})")}, {Grouped(VocabularySize)} tokens"),
    ];

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
