using Teleo.Engine.Kernels;

namespace Teleo.Engine.Sessions;

/// <summary>The scratch that one member of the team writes for itself.</summary>
internal sealed unsafe class MemberScratch : IDisposable
{
    /// <summary>The number of columns (tokens times heads of a group) that attention computes at once.</summary>
    public const int AttentionColumns = 8;   // as many as FloatPanels takes at once

    private readonly NativeBuffer<float> _queries;
    private readonly NativeBuffer<float> _scores;
    private readonly NativeBuffer<float> _mixed;

    public MemberScratch(in ScratchShape shape, int columns, int context)
    {
        TokensAtOnce = TokensFor(shape, columns);
        int rows = TokensAtOnce * shape.HeadsPerGroup;
        ScoreStride = FloatPanels.CountFor(context) * Lanes.Floats;
        MixedStride = FloatPanels.CountFor(shape.HeadSize) * Lanes.Floats;
        _queries = new((long)rows * shape.HeadSize);
        _scores = new((long)rows * ScoreStride);
        _mixed = new((long)rows * MixedStride);
    }

    public int TokensAtOnce { get; }
    public int ScoreStride { get; }   // positions of the context, in whole vectors
    public int MixedStride { get; }   // headSize, in whole vectors

    public MatrixProducts Products { get; } = new();

    public float* Queries => _queries.Pointer;   // [tokens * group, headSize]
    public float* Scores => _scores.Pointer;     // [tokens * group, ScoreStride]
    public float* Mixed => _mixed.Pointer;       // [tokens * group, MixedStride]

    public long SizeBytes => _queries.SizeBytes + _scores.SizeBytes + _mixed.SizeBytes + Products.SizeBytes;

    public static long BytesFor(in ScratchShape shape, int columns, int context)
    {
        long rows = TokensFor(shape, columns) * (long)shape.HeadsPerGroup;
        long perRow = shape.HeadSize + ((FloatPanels.CountFor(context) + FloatPanels.CountFor(shape.HeadSize)) * (long)Lanes.Floats);
        return (rows * perRow * sizeof(float)) + MatrixProducts.FixedBytes;
    }

    public void Dispose()
    {
        _queries.Dispose();
        _scores.Dispose();
        _mixed.Dispose();
        Products.Dispose();
    }

    private static int TokensFor(in ScratchShape shape, int columns) =>
        Math.Min(columns, Math.Max(1, AttentionColumns / shape.HeadsPerGroup));
}
