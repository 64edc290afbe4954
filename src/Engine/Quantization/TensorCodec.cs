using System.Diagnostics;
using Teleo.Engine.Models;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Numbers to bytes and back for every self-contained tensor type (the .slm types keep scales apart: <see
/// cref="SlmCodec"/>).
/// </summary>
public static class TensorCodec
{
    /// <summary>Decodes a whole number of blocks.</summary>
    public static void Decode(TensorType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case TensorType.F32: Decode<F32Block>(type, bytes, values); break;
            case TensorType.F16: Decode<F16Block>(type, bytes, values); break;
            case TensorType.BF16: Decode<BF16Block>(type, bytes, values); break;
            case TensorType.Q8_0: Decode<Q8_0Block>(type, bytes, values); break;
            case TensorType.Q4_0: Decode<Q4_0Block>(type, bytes, values); break;
            case TensorType.Q4_1: Decode<Q4_1Block>(type, bytes, values); break;
            case TensorType.Q5_0: Decode<Q5_0Block>(type, bytes, values); break;
            case TensorType.Q5_1: Decode<Q5_1Block>(type, bytes, values); break;
            case TensorType.Q4_K: Decode<Q4_KBlock>(type, bytes, values); break;
            case TensorType.Q5_K: Decode<Q5_KBlock>(type, bytes, values); break;
            case TensorType.Q6_K: Decode<Q6_KBlock>(type, bytes, values); break;
            default: throw new UnreachableException();
        }
    }

    /// <summary>Encodes finite numbers in a whole number of blocks.</summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        switch (type)
        {
            case TensorType.F32: Encode<F32Block>(type, values, bytes); break;
            case TensorType.F16: Encode<F16Block>(type, values, bytes); break;
            case TensorType.BF16: Encode<BF16Block>(type, values, bytes); break;
            case TensorType.Q8_0: Encode<Q8_0Block>(type, values, bytes); break;
            case TensorType.Q4_0: Encode<Q4_0Block>(type, values, bytes); break;
            case TensorType.Q4_1: Encode<Q4_1Block>(type, values, bytes); break;
            case TensorType.Q5_0: Encode<Q5_0Block>(type, values, bytes); break;
            case TensorType.Q5_1: Encode<Q5_1Block>(type, values, bytes); break;
            case TensorType.Q4_K: Encode<Q4_KBlock>(type, values, bytes); break;
            case TensorType.Q5_K: Encode<Q5_KBlock>(type, values, bytes); break;
            case TensorType.Q6_K: Encode<Q6_KBlock>(type, values, bytes); break;
            default: throw new UnreachableException();
        }
    }

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
}
