using System.Globalization;
using System.Text;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Packing;

/// <summary>One tensor, for display.</summary>
public sealed record TensorInfo(string Name, TensorType Type, int Rows, int Columns, long SizeBytes);

/// <summary>One metadata pair, for display; long values are cut.</summary>
public sealed record MetadataInfo(string Key, string Type, string Value);

/// <summary>The contents of a model file.</summary>
public sealed record ModelInfo
{
    private const int LongestValue = 80;

    public required ModelFormat Format { get; init; }
    public required int FormatVersion { get; init; }
    public required long SizeBytes { get; init; }
    public required long Parameters { get; init; }
    public required ModelFacts Facts { get; init; }
    public required VocabularyKind VocabularyKind { get; init; }
    public required string? PreTokenizer { get; init; }
    public required IReadOnlyList<TensorInfo> Tensors { get; init; }
    public required IReadOnlyList<MetadataInfo> Metadata { get; init; }

    /// <summary>Bytes that each further token of context costs a session with a cache in F32.</summary>
    public long KvBytesPerToken => 2L * sizeof(float) * Facts.LayerCount * Facts.KvSize;

    /// <summary>The type of most weights, the usual name of the file's quantisation.</summary>
    public TensorType MainType => Tensors.GroupBy(tensor => tensor.Type)
        .OrderByDescending(group => group.Sum(tensor => (long)tensor.Rows * tensor.Columns)).ThenBy(group => group.Key).First().Key;

    public static bool TryRead(string path, out ModelInfo info, out FormatError error)
    {
        info = null!;
        if (!ModelFile.TryOpen(path, out var model, out error, acceptsAnyChecksum: true)) return false;
        using (model) info = Of(model);
        return true;
    }

    public static ModelInfo Of(ModelFile model)
    {
        var tensors = PartSlot.All(model.Facts).Select(slot => Describe(model, slot)).ToArray();
        return new()
        {
            Format = model.Format,
            FormatVersion = (int)(model.Gguf?.Version ?? 1),
            SizeBytes = model.SizeBytes,
            Parameters = tensors.Sum(tensor => (long)tensor.Rows * tensor.Columns),
            Facts = model.Facts,
            VocabularyKind = model.Vocabulary.Kind,
            PreTokenizer = model.Vocabulary.PreTokenizer,
            Tensors = tensors,
            Metadata = model.Gguf is { } gguf ? [.. gguf.Entries.ToArray().Select(entry => Describe(gguf, entry))] : [],
        };
    }

    private static TensorInfo Describe(ModelFile model, PartSlot slot)
    {
        var view = model.Weights[slot];
        string name = model.Format == ModelFormat.Slm ? SlmTypes.NameOf(slot) : GgufNames.Of(slot);
        long scales = view.Type.SlmId() is null or 1 ? 0 : 4L * view.Rows * SlmCodec.ScalesPerRow(view.Type, view.Columns);
        return new(name, view.Type, view.Rows, view.Columns, view.SizeBytes + scales);
    }

    private static MetadataInfo Describe(GgufDirectory gguf, GgufEntry entry)
    {
        bool isArray = entry.Type == GgufValueType.Array;
        string element = entry.ElementType.ToString().ToLowerInvariant(), type = isArray ? $"{element}[{entry.Count}]" : element;
        return new(gguf.Text(entry.Key), type, isArray ? "" : Shorten(ValueText(gguf, entry)));
    }

    private static string ValueText(GgufDirectory gguf, GgufEntry entry)
    {
        var bytes = gguf.Bytes(entry.Value);
        return entry.Type switch
        {
            GgufValueType.String => Encoding.UTF8.GetString(bytes.Slice(8, Math.Min(bytes.Length - 8, 4 * LongestValue))),
            GgufValueType.Bool => bytes[0] == 0 ? "false" : "true",
            GgufValueType.Float32 => BitConverter.ToSingle(bytes).ToString(CultureInfo.InvariantCulture),
            GgufValueType.Float64 => BitConverter.ToDouble(bytes).ToString(CultureInfo.InvariantCulture),
            GgufValueType.Int8 => ((sbyte)bytes[0]).ToString(CultureInfo.InvariantCulture),
            GgufValueType.Int16 => BitConverter.ToInt16(bytes).ToString(CultureInfo.InvariantCulture),
            GgufValueType.Int32 => BitConverter.ToInt32(bytes).ToString(CultureInfo.InvariantCulture),
            GgufValueType.Int64 => BitConverter.ToInt64(bytes).ToString(CultureInfo.InvariantCulture),
            GgufValueType.UInt8 => bytes[0].ToString(CultureInfo.InvariantCulture),
            GgufValueType.UInt16 => BitConverter.ToUInt16(bytes).ToString(CultureInfo.InvariantCulture),
            GgufValueType.UInt32 => BitConverter.ToUInt32(bytes).ToString(CultureInfo.InvariantCulture),
            _ => BitConverter.ToUInt64(bytes).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Shorten(string text) => text.Length <= LongestValue ? text : text[..(LongestValue - 3)] + "...";
}
