using System.Diagnostics;
using Teleo.Engine.Models;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Numbers to bytes and back for every self-contained tensor type (the .slm types keep scales apart: <see
/// cref="SlmCodec"/>).
/// </summary>
public static class TensorCodec
{
    private static readonly Dictionary<TensorType, Codec> Codecs = new()
    {
        [TensorType.F32] = Of<F32Block>(),
        [TensorType.F16] = Of<F16Block>(),
        [TensorType.BF16] = Of<BF16Block>(),
        [TensorType.Q8_0] = Of<Q8_0Block>(),
        [TensorType.Q4_0] = Of<CentredBlock<FourBitCodes>>(),
        [TensorType.Q4_1] = Of<AffineBlock<FourBitCodes>>(),
        [TensorType.Q5_0] = Of<CentredBlock<FiveBitCodes>>(),
        [TensorType.Q5_1] = Of<AffineBlock<FiveBitCodes>>(),
        [TensorType.Q4_K] = Of<Q4_KBlock>(),
        [TensorType.Q5_K] = Of<Q5_KBlock>(),
        [TensorType.Q6_K] = Of<Q6_KBlock>(),
    };

    private delegate void Decoder(TensorType type, ReadOnlySpan<byte> bytes, Span<float> values);

    private delegate void Encoder(TensorType type, ReadOnlySpan<float> values, Span<byte> bytes);

    /// <summary>Decodes a whole number of blocks.</summary>
    public static void Decode(TensorType type, ReadOnlySpan<byte> bytes, Span<float> values) => Codecs[type].Decode(type, bytes, values);

    /// <summary>Encodes finite numbers, a whole number of blocks of them.</summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> values, Span<byte> bytes) => Codecs[type].Encode(type, values, bytes);

    private static Codec Of<TBlock>()
        where TBlock : IBlockFormat => new(Decode<TBlock>, Encode<TBlock>);

    private static void Decode<TBlock>(TensorType type, ReadOnlySpan<byte> bytes, Span<float> values)
        where TBlock : IBlockFormat
    {
        int elements = type.BlockElements(), size = type.BlockBytes();
        Debug.Assert(values.Length % elements == 0 && bytes.Length == values.Length / elements * size);
        for (int block = 0; block < values.Length / elements; block++)
            TBlock.Decode(bytes.Slice(block * size, size), values.Slice(block * elements, elements));
    }

    private static void Encode<TBlock>(TensorType type, ReadOnlySpan<float> values, Span<byte> bytes)
        where TBlock : IBlockFormat
    {
        int elements = type.BlockElements(), size = type.BlockBytes();
        Debug.Assert(values.Length % elements == 0 && bytes.Length == values.Length / elements * size);
        for (int block = 0; block < values.Length / elements; block++)
            TBlock.Encode(values.Slice(block * elements, elements), bytes.Slice(block * size, size));
    }

    private readonly record struct Codec(Decoder Decode, Encoder Encode);
}
