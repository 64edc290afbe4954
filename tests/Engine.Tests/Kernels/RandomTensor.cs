using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Tests.Kernels;

/// <summary>A matrix of any type with random but sensible bytes: scales are small and finite, everything else is anything.</summary>
internal sealed unsafe class RandomTensor : IDisposable
{
    private readonly NativeBuffer<byte> _data;
    private readonly NativeBuffer<float> _scales;

    public RandomTensor(TensorType type, int rows, int columns, int seed)
    {
        var rng = new TestRandom(seed);
        long rowBytes = type.RowBytes(columns);
        int scalesPerRow = type == TensorType.SlmQ8 ? 1 : (columns + 31) / 32;
        _data = new(rows * rowBytes);
        _scales = new((long)rows * scalesPerRow);
        var bytes = _data.Span(0, (int)_data.Length);
        rng.Fill(bytes);
        for (int i = 0; i < _scales.Length; i++) _scales.Pointer[i] = (float)(0.001 + (0.01 * rng.NextDouble()));

        if (type == TensorType.F32)
            for (int i = 0; i < rows * columns; i++) BitConverter.TryWriteBytes(bytes[(4 * i)..], rng.NextNormal());
        else if (type == TensorType.F16)
            for (int i = 0; i < rows * columns; i++) BitConverter.TryWriteBytes(bytes[(2 * i)..], (Half)rng.NextNormal());
        else if (type == TensorType.BF16)
            for (int i = 0; i < rows * columns; i++)
                BitConverter.TryWriteBytes(bytes[(2 * i)..], (ushort)(BitConverter.SingleToUInt32Bits(rng.NextNormal()) >> 16));
        else
            foreach (int offset in HalvesOf(type))
                for (int at = offset; at < bytes.Length; at += type.BlockBytes())
                    BitConverter.TryWriteBytes(bytes[at..], (Half)(0.01 * rng.NextDouble()));
        View = new(type, rows, columns, _data.Pointer, _data.Length, _scales.Pointer);
    }

    public TensorView View { get; }

    public void Dispose()
    {
        _data.Dispose();
        _scales.Dispose();
    }

    internal static int[] HalvesOf(TensorType type) => type switch
    {
        TensorType.Q8_0 or TensorType.Q4_0 or TensorType.Q5_0 => [0],
        TensorType.Q4_1 or TensorType.Q5_1 or TensorType.Q4_K or TensorType.Q5_K => [0, 2],
        TensorType.Q6_K => [208],
        _ => [],
    };
}
