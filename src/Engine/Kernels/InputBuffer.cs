namespace Teleo.Engine.Kernels;

/// <summary>Owns the memory behind <see cref="Inputs"/> for a number of columns of up to a given length.</summary>
internal sealed unsafe class InputBuffer : IDisposable
{
    private readonly List<IDisposable> _buffers = [];

    public InputBuffer(int columns, int length, InputForms forms)
    {
        int stride = (length + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize;   // floats of a column, whole blocks of 32
        int blocks = Inputs.PaddedBlocksOf(length);   // of a column, whole chunks of eight
        long all = (long)columns * blocks;
        bool words = (forms & InputForms.Words) != 0, bytes = (forms & InputForms.Bytes) != 0, raised = (forms & InputForms.Raised) != 0;
        View = new()
        {
            Values = New<float>((long)columns * stride),
            Stride = stride,
            PaddedBlocks = blocks,
            Quants = words ? New<short>(all * Inputs.BlockSize) : null,
            Scales = words ? New<float>(all) : null,
            Sums = words ? New<float>(all) : null,
            Bytes = bytes ? New<sbyte>(all * Inputs.BlockSize) : null,
            ByteScales = bytes ? New<float>(all * 4) : null,
            ByteSums = bytes ? New<short>(all * 8) : null,
            Raised = raised ? New<float>((long)columns * stride) : null,
        };
    }

    public Inputs View { get; }

    public long SizeBytes { get; private set; }

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
        foreach (var buffer in _buffers) buffer.Dispose();
    }

    private T* New<T>(long length) where T : unmanaged
    {
        var buffer = new NativeBuffer<T>(length);
        _buffers.Add(buffer);
        SizeBytes += buffer.SizeBytes;
        return buffer.Pointer;
    }
}
