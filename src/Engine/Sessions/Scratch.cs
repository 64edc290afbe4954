using Teleo.Engine.Kernels;

namespace Teleo.Engine.Sessions;

/// <summary>
/// All buffers of a forward pass besides the cache, for up to a number of columns. Allocated before the pass, never during it.
/// </summary>
internal sealed unsafe class Scratch : IDisposable
{
    private readonly NativeBuffer<float>[] _buffers;   // in the order of the properties below

    public Scratch(in ScratchShape shape, int columns, int context, int members)
    {
        Shape = shape;
        Columns = columns;
        Context = context;
        HiddenStride = Padded(shape.HiddenSize);
        QueryStride = Padded(shape.QuerySize);
        KvStride = Padded(shape.KvSize);
        FeedForwardStride = Padded(shape.FeedForwardSize);
        _buffers =
        [
            new((long)columns * HiddenStride), new((long)columns * HiddenStride), new((long)columns * QueryStride),
            new((long)columns * KvStride), new((long)columns * KvStride), new((long)columns * FeedForwardStride),
            new((long)columns * Math.Max(1, 2 * shape.RopeSize)),
        ];
        Normed = new(columns, shape.HiddenSize, shape.Forms);
        Attended = new(columns, shape.QuerySize, shape.Forms);
        Activated = new(columns, shape.FeedForwardSize, shape.Forms);
        Members = new MemberScratch[members];
        for (int i = 0; i < members; i++) Members[i] = new(shape, columns, context);
        SizeBytes = _buffers.Sum(buffer => buffer.SizeBytes) + Normed.SizeBytes + Attended.SizeBytes
            + Activated.SizeBytes + Members.Sum(member => member.SizeBytes);
    }

    public ScratchShape Shape { get; }

    public int Columns { get; }
    public int Context { get; }
    public int HiddenStride { get; }
    public int QueryStride { get; }
    public int KvStride { get; }
    public int FeedForwardStride { get; }

    public float* Residual => _buffers[0].Pointer;     // [columns, hidden]
    public float* Delta => _buffers[1].Pointer;        // [columns, hidden]
    public float* Query => _buffers[2].Pointer;        // [columns, querySize]
    public float* Key => _buffers[3].Pointer;          // [columns, kvSize]
    public float* Value => _buffers[4].Pointer;        // [columns, kvSize]
    public float* Gate => _buffers[5].Pointer;         // [columns, ffn]
    public float* Angles => _buffers[6].Pointer;       // [columns, 2, ropeSize]: cosines, then sines

    public InputBuffer Normed { get; }                 // [columns, hidden]
    public InputBuffer Attended { get; }               // [columns, querySize]
    public InputBuffer Activated { get; }              // [columns, ffn]
    public MemberScratch[] Members { get; }

    public long SizeBytes { get; }

    public bool IsEnoughFor(int columns, int context, int members) => Columns >= columns && Context >= context && Members.Length >= members;

    /// <summary>Returns <see cref="SizeBytes"/> before the scratch is made.</summary>
    public static long BytesFor(in ScratchShape shape, int columns, int context, int members)
    {
        long perColumn = (2L * Padded(shape.HiddenSize)) + Padded(shape.QuerySize) + (2L * Padded(shape.KvSize))
            + Padded(shape.FeedForwardSize) + Math.Max(1, 2 * shape.RopeSize);   // floats
        return (columns * perColumn * sizeof(float))
            + InputBuffer.BytesFor(columns, shape.HiddenSize, shape.Forms)
            + InputBuffer.BytesFor(columns, shape.QuerySize, shape.Forms)
            + InputBuffer.BytesFor(columns, shape.FeedForwardSize, shape.Forms)
            + (members * MemberScratch.BytesFor(shape, columns, context));
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        foreach (var member in Members) member.Dispose();
        Normed.Dispose();
        Attended.Dispose();
        Activated.Dispose();
    }

    public static int Padded(int length) => (length + Lanes.Floats - 1) / Lanes.Floats * Lanes.Floats;
}
