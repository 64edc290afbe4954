using System.Collections.Immutable;
using System.Text;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Mapping;
using Teleo.Engine.Models;

namespace Teleo.Engine.Adapters;

/// <summary>
/// A LoRA adapter as GGUF: for each adapted matrix W a pair A [rank, columns] and B [rows, rank], so that W x becomes W x + (alpha / rank)
/// B (A x). Every value is checked against the base. The pairs are valid while the file is open.
/// </summary>
internal sealed class AdapterFile : IDisposable
{
    /// <summary>The layout of file and formula that this program reads; the same as llama.cpp's.</summary>
    public const string Abi = "gguf-lora-1";

    /// <summary>The matrices that may be adapted.</summary>
    public static readonly ImmutableArray<ModelPart> Targets =
        [ModelPart.Query, ModelPart.Key, ModelPart.Value, ModelPart.AttentionOutput, ModelPart.Gate, ModelPart.Down, ModelPart.Up];

    private readonly FileBytes _file;

    private AdapterFile(FileBytes file, float alpha, ImmutableArray<AdapterPair> pairs)
    {
        _file = file;
        Alpha = alpha;
        Pairs = pairs;
    }

    public float Alpha { get; }

    public int Rank => Pairs[0].Down.Rows;

    public ImmutableArray<AdapterPair> Pairs { get; }

    /// <summary>The adapted matrices by their names in the file, without their layers; sorted.</summary>
    public ImmutableArray<string> Modules => [.. Pairs.Select(pair => ModuleOf(pair.Slot)).Distinct().Order(StringComparer.Ordinal)];

    public static bool TryOpen(string path, ModelFacts facts, out AdapterFile adapter, out FormatError error)
    {
        adapter = null!;
        if (!FileBytes.TryOpen(path, out var file, out error)) return false;
        if (TryRead(file.Bytes, facts, out float alpha, out var pairs, out error))
        {
            adapter = new(file, alpha, pairs);
            return true;
        }

        file.Dispose();
        return false;
    }

    public void Dispose() => _file.Dispose();

    internal static bool TryRead(RawBytes bytes, ModelFacts facts, out float alpha,
        out ImmutableArray<AdapterPair> pairs, out FormatError error)
    {
        (alpha, pairs) = (0, []);
        if (!GgufParser.TryParse(bytes, out var directory, out error)) return false;
        var reader = new GgufFactReader(directory);
        Require(ref reader, "general.type", "adapter", FormatFault.UnsupportedFeature);
        Require(ref reader, "adapter.type", "lora", FormatFault.UnsupportedFeature);
        Require(ref reader, "general.architecture", facts.Architecture, FormatFault.UnsupportedArchitecture);
        alpha = reader.Positive("adapter.lora.alpha");
        if (!reader.Failed) pairs = ReadPairs(directory, facts, ref reader);
        error = reader.Error;
        return !reader.Failed;
    }

    /// <summary>Returns the module of a matrix, such as <c>attn_q</c>.</summary>
    internal static string ModuleOf(PartSlot slot) => GgufNames.Of(slot).Split('.')[^2];

    private static void Require(ref GgufFactReader reader, string key, string wanted, FormatFault fault)
    {
        string? found = reader.Text(key, optional: false);
        if (!reader.Failed && found != wanted) reader.FailAt(key, fault, 0, found);
    }

    private static ImmutableArray<AdapterPair> ReadPairs(GgufDirectory directory, ModelFacts facts, ref GgufFactReader reader)
    {
        var pairs = ImmutableArray.CreateBuilder<AdapterPair>();
        int rank = 0;
        foreach (var slot in PartSlot.All(facts).Where(slot => Targets.Contains(slot.Part)))
        {
            string name = GgufNames.Of(slot);
            int down = directory.IndexOf(Encoding.UTF8.GetBytes(name + ".lora_a")),
                up = directory.IndexOf(Encoding.UTF8.GetBytes(name + ".lora_b"));
            if (down < 0 && up < 0) continue;
            if (down < 0 || up < 0) reader.Fail(FormatFault.MissingTensor, 0, 0, name + (down < 0 ? ".lora_a" : ".lora_b"));
            if (reader.Failed) return [];
            if (rank == 0) rank = directory.Tensors[down].Rows;
            var pair = new AdapterPair(slot, Find(directory, down, rank, slot.Columns, ref reader),
                Find(directory, up, slot.Rows, rank, ref reader));
            if (reader.Failed) return [];
            pairs.Add(pair);
        }

        if (pairs.Count == 0) reader.Fail(FormatFault.MissingTensor, 0, 0, "lora_a");
        if (2 * pairs.Count < directory.Tensors.Length) FailStranger(directory, pairs, ref reader);
        return reader.Failed ? [] : pairs.ToImmutable();
    }

    private static unsafe TensorView Find(GgufDirectory directory, int index, int rows, int columns, ref GgufFactReader reader)
    {
        var found = directory.Tensors[index];
        string name = directory.Text(found.Name);
        if (found.Rows != rows) reader.Fail(FormatFault.ShapeMismatch, found.InfoOffset, (ulong)found.Rows, name);
        if (found.Columns != columns) reader.Fail(FormatFault.ShapeMismatch, found.InfoOffset, (ulong)found.Columns, name);
        if (found.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            reader.Fail(FormatFault.UnsupportedTensorType, found.InfoOffset, (ulong)found.Type, name);
        return new(found.Type, found.Rows, found.Columns, directory.File.Start + found.Offset, found.SizeBytes);
    }

    private static void FailStranger(GgufDirectory directory, IEnumerable<AdapterPair> pairs, ref GgufFactReader reader)
    {
        var known = pairs.SelectMany(pair => (string[])[GgufNames.Of(pair.Slot) + ".lora_a", GgufNames.Of(pair.Slot) + ".lora_b"])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in directory.Tensors)
            if (!known.Contains(directory.Text(tensor.Name)))
                reader.Fail(FormatFault.UnexpectedTensor, tensor.InfoOffset, 0, directory.Text(tensor.Name));
    }
}

/// <summary>The two small matrices that adapt a large one.</summary>
/// <param name="Slot">The matrix of the base.</param>
/// <param name="Down">A: [rank, columns of the base].</param>
/// <param name="Up">B: [rows of the base, rank].</param>
internal readonly record struct AdapterPair(PartSlot Slot, TensorView Down, TensorView Up);
