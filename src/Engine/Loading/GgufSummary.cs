using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Loading;

/// <summary>
/// The shape of the model of a GGUF file of any architecture, from its head alone; null where the file does not state a value.
/// </summary>
public sealed record GgufSummary
{
    private const int LargestHead = 64 << 20;

    private static readonly string?[] FileTypes =
    [
        "f32", "f16", "q4_0", "q4_1", null, null, null, "q8_0", "q5_0", "q5_1", "q2_k", "q3_k_s", "q3_k_m", "q3_k_l", "q4_k_s", "q4_k_m",
        "q5_k_s", "q5_k_m", "q6_k",
    ];

    public string? Architecture { get; private init; }

    public string? Name { get; private init; }

    /// <summary>The size of the network, such as 8B.</summary>
    public string? SizeLabel { get; private init; }

    /// <summary>The precision of most tensors, such as q4_k_m.</summary>
    public string? FileType { get; private init; }

    public int? ContextLength { get; private init; }

    /// <summary>Numbers that a token adds to the KV cache: keys and values of all layers.</summary>
    public long? CacheNumbersPerToken { get; private init; }

    /// <summary>Reads the head of a file without reading its tensors.</summary>
    public static bool TryRead(string path, out GgufSummary summary, out FormatError error)
    {
        summary = null!;
        using var file = File.OpenRead(path);
        var head = new byte[(int)Math.Min(file.Length, LargestHead)];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        using var bytes = MemoryBytes.Borrow(head.AsMemory(0, read));
        if (!GgufParser.TryParse(bytes.Bytes, file.Length, out var directory, out error)) return false;
        summary = Of(directory);
        return true;
    }

    private static GgufSummary Of(GgufDirectory directory)
    {
        string? architecture = Text(directory, "general.architecture");
        int? layers = Number(directory, $"{architecture}.block_count"), heads = Number(directory, $"{architecture}.attention.head_count");
        int? pairs = Number(directory, $"{architecture}.attention.head_count_kv") ?? heads;
        int? key = Number(directory, $"{architecture}.attention.key_length")
            ?? Number(directory, $"{architecture}.embedding_length") / heads;
        int? value = Number(directory, $"{architecture}.attention.value_length") ?? key;
        int? type = Number(directory, "general.file_type");
        return new()
        {
            Architecture = architecture,
            Name = Text(directory, "general.name"),
            SizeLabel = Text(directory, "general.size_label"),
            FileType = type < FileTypes.Length ? FileTypes[type.Value] : null,
            ContextLength = Number(directory, $"{architecture}.context_length"),
            CacheNumbersPerToken = (long?)layers * pairs * ((long?)key + value),
        };
    }

    private static string? Text(GgufDirectory directory, string key)
    {
        var reader = new GgufFactReader(directory);
        return reader.Text(key);
    }

    /// <summary>A number from 1 to 2^30; null where it is missing, none, or one for each layer.</summary>
    private static int? Number(GgufDirectory directory, string key)
    {
        if (directory.Find(key) is null) return null;
        var reader = new GgufFactReader(directory);
        int number = reader.Size(key, 1 << 30);
        return reader.Failed ? null : number;
    }
}
