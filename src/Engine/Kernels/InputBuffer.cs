namespace Teleo.Engine.Kernels;

/// <summary>Owns the memory behind <see cref="Inputs"/> for a number of columns of up to a given length.</summary>
internal sealed unsafe class InputBuffer : IDisposable
{
    private readonly NativeBuffer<float> _values;
    private readonly NativeBuffer<short>? _quants;
    private readonly NativeBuffer<float>? _scales;
    private readonly NativeBuffer<float>? _sums;
    private readonly NativeBuffer<sbyte>? _bytes;
    private readonly NativeBuffer<float>? _byteScales;
    private readonly NativeBuffer<short>? _byteSums;
    private readonly NativeBuffer<float>? _raised;

    public InputBuffer(int columns, int length, InputForms forms)
    {
        int stride = (length + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize;   // floats of a column, whole blocks of 32
        int blocks = Inputs.PaddedBlocksOf(length);   // of a column, whole chunks of eight
        long all = (long)columns * blocks;
        _values = new((long)columns * stride);
        if ((forms & InputForms.Words) != 0)
        {
            _quants = new(all * Inputs.BlockSize);
            _scales = new(all);
            _sums = new(all);
        }
        if ((forms & InputForms.Bytes) != 0)
        {
            _bytes = new(all * Inputs.BlockSize);
            _byteScales = new(all * 4);
            _byteSums = new(all * 8);
        }
        if ((forms & InputForms.Raised) != 0) _raised = new((long)columns * stride);
        View = new()
        {
            Values = _values.Pointer,
            Stride = stride,
            PaddedBlocks = blocks,
            Quants = _quants is null ? null : _quants.Pointer,
            Scales = _scales is null ? null : _scales.Pointer,
            Sums = _sums is null ? null : _sums.Pointer,
            Bytes = _bytes is null ? null : _bytes.Pointer,
            ByteScales = _byteScales is null ? null : _byteScales.Pointer,
            ByteSums = _byteSums is null ? null : _byteSums.Pointer,
            Raised = _raised is null ? null : _raised.Pointer,
        };
    }

    public Inputs View { get; }

    public long SizeBytes =>
        _values.SizeBytes + (_quants?.SizeBytes ?? 0) + (_scales?.SizeBytes ?? 0) + (_sums?.SizeBytes ?? 0)
        + (_bytes?.SizeBytes ?? 0) + (_byteScales?.SizeBytes ?? 0) + (_byteSums?.SizeBytes ?? 0) + (_raised?.SizeBytes ?? 0);

    public static long BytesFor(int columns, int length, InputForms forms)
    {
        long stride = (length + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize;
        long blocks = Inputs.PaddedBlocksOf(length), perColumn = stride * sizeof(float);
        if ((forms & InputForms.Words) != 0) perColumn += blocks * ((Inputs.BlockSize * sizeof(short)) + (2 * sizeof(float)));
        if ((forms & InputForms.Bytes) != 0) perColumn += blocks * (Inputs.BlockSize + (4 * sizeof(float)) + (8 * sizeof(short)));
        if ((forms & InputForms.Raised) != 0) perColumn += stride * sizeof(float);
        return columns * perColumn;
    }

    public void Dispose()
    {
        _values.Dispose();
        _quants?.Dispose();
        _scales?.Dispose();
        _sums?.Dispose();
        _bytes?.Dispose();
        _byteScales?.Dispose();
        _byteSums?.Dispose();
        _raised?.Dispose();
    }
}
