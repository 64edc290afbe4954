using Teleo.Engine.Formats;

namespace Teleo.Engine.Kernels;

/// <summary>Owns the memory behind <see cref="Inputs"/> for a number of columns of up to a given length.</summary>
internal sealed unsafe class InputBuffer : IDisposable
{
    private readonly NativeBuffer<float> _values;
    private readonly NativeBuffer<short>? _quants;
    private readonly NativeBuffer<short>? _nibbleOrder;
    private readonly NativeBuffer<float>? _scales;
    private readonly NativeBuffer<float>? _sums;
    private readonly NativeBuffer<int>? _centres;

    public InputBuffer(int columns, int length, bool quantized)
    {
        int stride = (length + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize;
        int blocks = Inputs.PaddedBlocksOf(length);
        _values = new((long)columns * stride);
        if (!quantized)
        {
            View = new() { Values = _values.Pointer, Stride = stride };
            return;
        }
        _quants = new((long)columns * blocks * Inputs.BlockSize);
        _nibbleOrder = new((long)columns * blocks * Inputs.BlockSize);
        _centres = new((long)columns * blocks * 4);
        _scales = new((long)columns * blocks);
        _sums = new((long)columns * blocks);
        View = new()
        {
            Values = _values.Pointer,
            Stride = stride,
            Quants = _quants.Pointer,
            NibbleOrder = _nibbleOrder.Pointer,
            Centres = _centres.Pointer,
            Scales = _scales.Pointer,
            Sums = _sums.Pointer,
            PaddedBlocks = blocks,
        };
    }

    public Inputs View { get; }

    public long SizeBytes =>
        _values.SizeBytes + (_quants?.SizeBytes ?? 0) + (_nibbleOrder?.SizeBytes ?? 0) + (_centres?.SizeBytes ?? 0) + (_scales?.SizeBytes ?? 0) + (_sums?.SizeBytes ?? 0);

    public static long BytesFor(int columns, int length, bool quantized)
    {
        long stride = (length + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize;
        long blocks = Inputs.PaddedBlocksOf(length);
        long quants = blocks * ((2 * Inputs.BlockSize * sizeof(short)) + (4 * sizeof(int)) + (2 * sizeof(float)));
        return columns * ((stride * sizeof(float)) + (quantized ? quants : 0));
    }

    /// <summary>Whether a matrix of this type reads the quantised form of its input.</summary>
    public static bool Quantizes(TensorType type) => type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16);

    public void Dispose()
    {
        _values.Dispose();
        _quants?.Dispose();
        _nibbleOrder?.Dispose();
        _centres?.Dispose();
        _scales?.Dispose();
        _sums?.Dispose();
    }
}
