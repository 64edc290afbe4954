using Teleo.Engine.Bytes;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Formats;

/// <summary>The checked head of a .slm file: facts, the place of the tokenizer, and the tensors by the hash of their names.</summary>
internal sealed class SlmFile(RawBytes file, SlmHeader header, SlmPlacedTensor[] tensors, Dictionary<ulong, int> byHash)
{
    public RawBytes File { get; } = file;

    public SlmHeader Header { get; } = header;

    public ReadOnlySpan<SlmPlacedTensor> Tensors => tensors;

    /// <summary>The index of a tensor, or -1.</summary>
    public int IndexOf(ulong nameHash) => byHash.GetValueOrDefault(nameHash, -1);

    public ModelFacts Facts() => new()
    {
        Architecture = "llama",
        VocabularySize = (int)Header.VocabularySize,
        HiddenSize = (int)Header.HiddenSize,
        LayerCount = (int)Header.LayerCount,
        FeedForwardSize = (int)Header.FeedForwardSize,
        HeadCount = (int)Header.HeadCount,
        KvHeadCount = (int)Header.KvHeadCount,
        HeadSize = (int)Header.HeadSize,
        ContextLength = (int)Header.ContextLength,
        RmsEpsilon = Header.RmsEpsilon,
        RopeTheta = Header.RopeTheta,
        RopePairing = RopePairing.Adjacent,
        RopeSize = (int)Header.HeadSize,
        TiedOutput = (Header.Flags & SlmHeader.TiedOutputFlag) != 0,
    };
}

/// <summary>A tensor of a .slm file whose bytes exist.</summary>
internal readonly record struct SlmPlacedTensor(
    TensorType Type, int Rows, int Columns, long Offset, long SizeBytes, long ScaleOffset, int EntryOffset)
{
    public int ScalesPerRow => Type == TensorType.F32 ? 0 : SlmCodec.ScalesPerRow(Type, Columns);
}
