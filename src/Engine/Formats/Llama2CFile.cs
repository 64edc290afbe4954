using System.Buffers.Binary;
using Teleo.Engine.Bytes;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>
/// The <c>.bin</c> of llama2.c (its first version): seven numbers, then every tensor in F32 in a fixed order, all layers of a kind
/// together. It has no magic number, so a file is recognised by its exact size.
/// </summary>
internal sealed class Llama2CFile(RawBytes file, ModelFacts facts)
{
    public const int HeaderBytes = 28;
    public const float RmsEpsilon = 1e-5f;   // fixed by the program, not written in the file
    public const float RopeTheta = 10000;

    public ModelFacts Facts { get; } = facts;

    public static bool TryParse(RawBytes file, out Llama2CFile bin, out FormatError error)
    {
        bin = null!;
        error = default;
        if (file.Length < HeaderBytes) return FormatError.Fail(FormatFault.Truncated, file.Length, 0, "header", out error);
        Span<int> header = stackalloc int[7];
        for (int index = 0; index < header.Length; index++)
            header[index] = BinaryPrimitives.ReadInt32LittleEndian(file.Slice(4 * index, 4));
        var (hidden, feedForward, layers, heads, kvHeads, vocabulary, context) =
            (header[0], header[1], header[2], header[3], header[4], header[5], header[6]);
        bool tied = vocabulary > 0;   // the sign of the size is the flag
        vocabulary = Math.Abs((long)vocabulary) is var size and <= VocabularyFacts.MostTokens ? (int)size : 0;
        int[] sizes = [hidden, feedForward, layers, heads, kvHeads, vocabulary, context];
        if (sizes.Any(value => value is <= 0 or > 1 << 24) || hidden % heads != 0 || heads % kvHeads != 0 || hidden / heads % 2 != 0)
            return FormatError.Fail(FormatFault.BadMagic, 0, (uint)header[0], "header", out error);

        bin = new(file, FactsOf(hidden, feedForward, layers, heads, kvHeads, vocabulary, context, tied));
        return bin.TotalBytes == file.Length || FormatError.Fail(FormatFault.BadMagic, 0, (uint)header[0], "header", out error);
    }

    /// <summary>The bytes of a tensor, by walking the fixed order.</summary>
    public unsafe TensorView Find(PartSlot slot)
    {
        Int128 at = HeaderBytes;
        foreach (var part in Order(Facts))
        {
            var kind = PartSlot.Of(part, -1, Facts);
            Int128 size = 4 * (Int128)kind.Rows * kind.Columns;
            if (part == slot.Part)
                return new(TensorType.F32, slot.Rows, slot.Columns, file.Start + (long)(at + size * Math.Max(0, slot.Layer)), (long)size);
            at += size * Repeats(part);
            if (part == ModelPart.OutputNorm) at += RotationBytes(Facts);
        }
        return default;
    }

    /// <summary>Returns the order of tensors; the unused tables of rotations follow the output norm.</summary>
    public static IEnumerable<ModelPart> Order(ModelFacts facts)
    {
        ModelPart[] order =
        [
            ModelPart.Embedding, ModelPart.AttentionNorm, ModelPart.Query, ModelPart.Key, ModelPart.Value, ModelPart.AttentionOutput,
            ModelPart.FeedForwardNorm, ModelPart.Gate, ModelPart.Down, ModelPart.Up, ModelPart.OutputNorm,
        ];
        return facts.TiedOutput ? order : [.. order, ModelPart.Output];
    }

    public static long RotationBytes(ModelFacts facts) => 4L * facts.ContextLength * facts.HeadSize;

    private Int128 TotalBytes
    {
        get
        {
            Int128 total = HeaderBytes + RotationBytes(Facts);
            foreach (var part in Order(Facts))
            {
                var slot = PartSlot.Of(part, -1, Facts);
                total += 4 * (Int128)slot.Rows * slot.Columns * Repeats(part);
            }
            return total;
        }
    }

    private int Repeats(ModelPart part) => part is ModelPart.Embedding or ModelPart.OutputNorm or ModelPart.Output ? 1 : Facts.LayerCount;

    private static ModelFacts FactsOf(
        int hidden, int feedForward, int layers, int heads, int kvHeads, int vocabulary, int context, bool tied) => new()
        {
            Architecture = "llama",
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            LayerCount = layers,
            FeedForwardSize = feedForward,
            HeadCount = heads,
            KvHeadCount = kvHeads,
            HeadSize = hidden / heads,
            ContextLength = context,
            RmsEpsilon = RmsEpsilon,
            RopeTheta = RopeTheta,
            RopePairing = RopePairing.Adjacent,
            RopeSize = hidden / heads,
            TiedOutput = tied,
        };
}
