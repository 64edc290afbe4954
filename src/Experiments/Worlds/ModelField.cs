using System.Collections.Immutable;
using System.Globalization;

namespace Teleo.Experiments.Worlds;

internal enum FieldKind : byte
{
    Text,
    Texts,

    /// <summary>Bytes, or a text such as 4.9GB.</summary>
    Size,
    Number,
}

/// <summary>One field of a model: its name in JSON and CSV, accepted names in a hand-written table, and its limits.</summary>
internal sealed record ModelField(string Name, FieldKind Kind, double Least, double Most)
{
    /// <summary>Other names of the column, each with a factor for its numbers.</summary>
    public ImmutableArray<(string Name, double Factor)> Synonyms { get; private init; } = [];

    public required Func<ModelProfile, object?> Get { get; init; }

    public required Func<ModelProfile, object, ModelProfile> Set { get; init; }

    public static ImmutableArray<ModelField> All { get; } =
    [
        new("name", FieldKind.Text, 0, 0)
        {
            Synonyms = [("model", 1), ("model_name", 1), ("id", 1), ("tag", 1)],
            Get = m => m.Name,
            Set = (m, v) => m with { Name = (string)v },
        },
        new("bytes", FieldKind.Size, 1, ByteSize.Most)
        {
            Synonyms =
            [
                ("size", 1), ("weights", 1), ("weight_bytes", 1), ("gigabytes", 1e9), ("gb", 1e9), ("size_gb", 1e9),
                ("gib", 1L << 30), ("size_gib", 1L << 30), ("mb", 1e6), ("mib", 1L << 20),
            ],
            Get = m => m.Bytes,
            Set = (m, v) => m with { Bytes = Whole(v) },
        },
        new("kv_bytes_per_token", FieldKind.Number, 0, 1e9)
        {
            Get = m => m.KvBytesPerToken,
            Set = (m, v) => m with { KvBytesPerToken = (double)v },
        },
        new("context_tokens", FieldKind.Number, 0, 1e9)
        {
            Synonyms = [("context", 1), ("num_ctx", 1), ("ctx_size", 1)],
            Get = m => m.ContextTokens,
            Set = (m, v) => m with { ContextTokens = Whole(v) },
        },
        new("scratch_bytes", FieldKind.Size, 0, ByteSize.Most)
        {
            Synonyms = [("scratch", 1)],
            Get = m => m.ScratchBytes,
            Set = (m, v) => m with { ScratchBytes = Whole(v) },
        },
        new("read_bytes", FieldKind.Size, 0, ByteSize.Most)
        {
            Get = m => m.ReadBytes,
            Set = (m, v) => m with { ReadBytes = Whole(v) },
        },
        new("cold_load_s", FieldKind.Number, 0, 1e6)
        {
            Synonyms = [("load_s", 1), ("load", 1), ("load_seconds", 1), ("load_ms", 1e-3)],
            Get = m => m.ColdLoadSeconds,
            Set = (m, v) => m with { ColdLoadSeconds = (double)v },
        },
        new("warm_load_s", FieldKind.Number, 0, 1e6)
        {
            Synonyms = [("warm_s", 1)],
            Get = m => m.WarmLoadSeconds,
            Set = (m, v) => m with { WarmLoadSeconds = (double)v },
        },
        new("prefill_tokens_per_s", FieldKind.Number, 1e-6, 1e12)
        {
            Synonyms = [("prompt_tokens_per_s", 1), ("pp", 1)],
            Get = m => m.PrefillTokensPerSecond,
            Set = (m, v) => m with { PrefillTokensPerSecond = (double)v },
        },
        new("decode_tokens_per_s", FieldKind.Number, 1e-6, 1e12)
        {
            Synonyms = [("tokens_per_s", 1), ("tokens_s", 1), ("tok_s", 1), ("tg", 1)],
            Get = m => m.DecodeTokensPerSecond,
            Set = (m, v) => m with { DecodeTokensPerSecond = (double)v },
        },
        new("tasks", FieldKind.Texts, 0, 0)
        {
            Get = m => m.Tasks.Length > 0 ? m.Tasks : null,
            Set = (m, v) => m with { Tasks = (ImmutableArray<string>)v },
        },
        new("family", FieldKind.Text, 0, 0)
        {
            Get = m => m.Family,
            Set = (m, v) => m with { Family = (string)v },
        },
        new("variant", FieldKind.Text, 0, 0)
        {
            Synonyms = [("quantization", 1), ("quantisation", 1), ("quantization_level", 1)],
            Get = m => m.Variant,
            Set = (m, v) => m with { Variant = (string)v },
        },
        new("quality", FieldKind.Number, 0, 1)
        {
            Get = m => m.Quality,
            Set = (m, v) => m with { Quality = (double)v },
        },
    ];

    /// <summary>Returns the field of a column, and the factor for its numbers.</summary>
    public static (ModelField Field, double Factor)? Find(string column)
    {
        string name = Workloads.LogRoles.Normalised(column.Trim());
        foreach (var field in All)
        {
            if (field.Name == name) return (field, 1);
            foreach (var (synonym, factor) in field.Synonyms)
                if (synonym == name) return (field, factor);
        }

        return null;
    }

    public bool IsSet(ModelProfile model) => Get(model) is not null;

    public string? ProblemOf(ModelProfile model) => Get(model) switch
    {
        string text when text.Length is 0 or > Workloads.WorkloadLayout.MostNameBytes / 2 => "is empty or longer than 512 characters",
        long whole => ProblemOf(whole),
        double number => ProblemOf(number),
        _ => null,
    };

    private string? ProblemOf(double number) => number >= Least && number <= Most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{number} is not from {Least} to {Most}");

    private static long Whole(object value) => (long)Math.Clamp((double)value, -1, long.MaxValue / 2);
}
