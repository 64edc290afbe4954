using Teleo.Engine.Models;

namespace Teleo.Engine.Quantization;

/// <summary>Rows of a tensor in place, as numbers, whatever its type.</summary>
public static class TensorRows
{
    public static unsafe ReadOnlySpan<byte> RowBytes(this in TensorView tensor, int row)
    {
        long size = tensor.Type.RowBytes(tensor.Columns);
        return new(tensor.Data + row * size, (int)size);
    }

    public static unsafe ReadOnlySpan<float> RowScales(this in TensorView tensor, int row)
    {
        int count = SlmCodec.ScalesPerRow(tensor.Type, tensor.Columns);
        return new(tensor.Scales + (long)row * count, count);
    }

    public static void DecodeRow(this in TensorView tensor, int row, Span<float> values)
    {
        if (tensor.Type is TensorType.SlmQ8 or TensorType.SlmQ4)
            SlmCodec.DecodeRow(tensor.Type, tensor.RowBytes(row), tensor.RowScales(row), values);
        else
            TensorCodec.Decode(tensor.Type, tensor.RowBytes(row), values);
    }
}
