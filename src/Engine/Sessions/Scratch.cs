using Teleo.Engine.Kernels;

namespace Teleo.Engine.Sessions;

/// <summary>Everything a forward pass writes besides the cache, for up to a number of columns. Made before, never during.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private readonly NativeBuffer<float>[] _buffers;

    public Scratch(Transformer model, int columns, int context, int members)
    {
        var facts = model.Facts;
        Columns = columns;
        Context = context;
        HiddenStride = Padded(facts.HiddenSize);
        QueryStride = Padded(facts.QuerySize);
        KvStride = Padded(facts.KvSize);
        FeedForwardStride = Padded(facts.FeedForwardSize);
        _buffers =
        [
            new((long)columns * HiddenStride), new((long)columns * HiddenStride), new((long)columns * QueryStride),
            new((long)columns * KvStride), new((long)columns * KvStride), new((long)columns * FeedForwardStride),
            new((long)columns * Math.Max(1, 2 * facts.RopeSize)),
        ];
        Normed = new(columns, facts.HiddenSize, model.Forms);
        Attended = new(columns, facts.QuerySize, model.Forms);
        Activated = new(columns, facts.FeedForwardSize, model.Forms);
        Members = new MemberScratch[members];
        for (int i = 0; i < members; i++) Members[i] = new(facts, columns, context);
    }

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

    public long SizeBytes =>
        _buffers.Sum(buffer => buffer.SizeBytes) + Normed.SizeBytes + Attended.SizeBytes + Activated.SizeBytes
        + Members.Sum(member => member.SizeBytes);

    /// <summary>What <see cref="SizeBytes"/> will be, before it is made.</summary>
    public static long BytesFor(Transformer model, int columns, int context, int members)
    {
        var facts = model.Facts;
        long perColumn = (2L * Padded(facts.HiddenSize)) + Padded(facts.QuerySize) + (2L * Padded(facts.KvSize)) + Padded(facts.FeedForwardSize) + Math.Max(1, 2 * facts.RopeSize);
        return (columns * perColumn * sizeof(float))
            + InputBuffer.BytesFor(columns, facts.HiddenSize, model.Forms)
            + InputBuffer.BytesFor(columns, facts.QuerySize, model.Forms)
            + InputBuffer.BytesFor(columns, facts.FeedForwardSize, model.Forms)
            + (members * MemberScratch.BytesFor(facts, columns, context));
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
