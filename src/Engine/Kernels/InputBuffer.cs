using Teleo.Engine.Formats;

namespace Teleo.Engine.Kernels;

/// <summary>Owns the memory behind <see cref="Inputs"/> for a number of columns of up to a given length.</summary>
internal sealed unsafe class InputBuffer : IDisposable
{
    private readonly NativeBuffer<float> _values;
    private readonly NativeBuffer<short>? _quants;
    private readonly NativeBuffer<sbyte>? _bytes;
    private readonly NativeBuffer<float>? _scales;
    private readonly NativeBuffer<float>? _sums;

    public InputBuffer(int columns, int length, bool quantized)
    {
        int stride = (length + Lanes.Floats - 1) / Lanes.Floats * Lanes.Floats;
        int blocks = Inputs.PaddedBlocksOf(length);
        _values = new((long)columns * stride);
        if (!quantized)
        {
            View = new() { Values = _values.Pointer, Stride = stride };
            return;
        }
        _quants = new((long)columns * blocks * Inputs.BlockSize);
        _bytes = new((long)columns * blocks * Inputs.BlockSize);
        _scales = new((long)columns * blocks);
        _sums = new((long)columns * blocks);
        View = new()
        {
            Values = _values.Pointer,
            Stride = stride,
            Quants = _quants.Pointer,
            Bytes = _bytes.Pointer,
            Scales = _scales.Pointer,
            Sums = _sums.Pointer,
            PaddedBlocks = blocks,
        };
    }

    public Inputs View { get; }

    public long SizeBytes =>
        _values.SizeBytes + (_quants?.SizeBytes ?? 0) + (_bytes?.SizeBytes ?? 0) + (_scales?.SizeBytes ?? 0) + (_sums?.SizeBytes ?? 0);

    /// <summary>Whether a matrix of this type reads the quantised form of its input.</summary>
    public static bool Quantizes(TensorType type) => type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16);

    public void Dispose()
    {
        _values.Dispose();
        _quants?.Dispose();
        _bytes?.Dispose();
        _scales?.Dispose();
        _sums?.Dispose();
    }
}
