using System.Runtime.CompilerServices;
using Teleo.Engine.Kernels;

namespace Teleo.Engine.Sessions;

/// <summary>
/// Attention of one batch in one layer for one key/value head: all query heads that share it are columns of the same products, so keys and
/// values are read once for the group.
/// </summary>
internal readonly unsafe struct Attention
{
    public required Transformer Model { get; init; }
    public required KvCache Cache { get; init; }
    public required Scratch Scratch { get; init; }
    public required MemberScratch Own { get; init; }
    public required int Layer { get; init; }
    public required int Start { get; init; }      // position of the first column
    public required float* Angles { get; init; }   // of the first column

    /// <summary>Normalises and turns the new keys of a head in some columns and keeps them with their values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Keep(int kvHead, int begin, int end)
    {
        var facts = Model.Facts;
        float* norm = Model.VectorsOf(Layer).KeyNorm;
        for (int column = begin; column < end; column++)
        {
            // Floats to this head in a row of keys or values.
            long at = ((long)column * Scratch.KvStride) + ((long)kvHead * facts.HeadSize);
            float* key = Scratch.Key + at;
            if (norm != null) VectorMath.RmsNorm(key, norm, key, facts.HeadSize, facts.RmsEpsilon);
            Model.Rotary.Turn(key, Angles + (2L * column * facts.RopeSize));   // [2, ropeSize] of this column
            Cache.Store(Layer, kvHead, Start + column, key, Scratch.Value + at);
        }
    }

    /// <summary>Computes attention of some columns over every position up to their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend(int kvHead, int first, int end)
    {
        for (int column = first; column < end; column += Own.TokensAtOnce)
        {
            int tokens = Math.Min(Own.TokensAtOnce, end - column);
            if (Cache.Precision == KvPrecision.F32) Tile<F32Elements>(kvHead, column, tokens);
            else Tile<F16Elements>(kvHead, column, tokens);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile<T>(int kvHead, int column, int tokens) where T : struct, IFloatElements
    {
        var facts = Model.Facts;
        int group = facts.HeadCount / facts.KvHeadCount;
        // A row is a token and a head: row / group is the token of the tile, row % group the head of the group.
        int rows = tokens * group, headSize = facts.HeadSize;
        int visible = Start + column + tokens;   // positions that the last token of the tile sees
        int padded = FloatPanels.CountFor(visible) * Lanes.Floats;
        for (int row = 0; row < rows; row++) PrepareQuery(column + (row / group), (kvHead * group) + (row % group), row);

        // scores [rows, visible] = queries [rows, headSize] times keys [visible / 16, headSize, 16]
        FloatPanels.Multiply<T>(
            Cache.Keys(Layer, kvHead), Cache.KeyPanelStride, FloatPanels.CountFor(visible), headSize,
            Own.Queries, headSize, rows, Own.Scores, Own.ScoreStride, accumulate: false);
        float* sums = stackalloc float[rows];   // [rows]; Mixed is divided by them, not the scores
        for (int row = 0; row < rows; row++)
            // Scores of positions after the row's own become zero: this is the causal mask.
            sums[row] = VectorMath.SoftmaxUnscaled(Own.Scores + ((long)row * Own.ScoreStride), Start + column + (row / group) + 1, padded);
        // mixed [rows, headSize] = scores [rows, visible] times values [headSize / 16, position, 16]
        FloatPanels.Multiply<T>(
            Cache.Values(Layer, kvHead), Cache.ValuePanelStride, FloatPanels.CountFor(headSize), visible,
            Own.Scores, Own.ScoreStride, rows, Own.Mixed, Own.MixedStride, accumulate: false);

        var attended = Scratch.Attended.View;
        for (int row = 0; row < rows; row++)
            VectorMath.Scale(
                Own.Mixed + ((long)row * Own.MixedStride), 1 / sums[row],
                attended.Values + ((long)(column + (row / group)) * attended.Stride)
                    + ((long)((kvHead * group) + (row % group)) * headSize),
                headSize);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrepareQuery(int column, int head, int row)
    {
        var facts = Model.Facts;
        float* query = Scratch.Query + ((long)column * Scratch.QueryStride) + ((long)head * facts.HeadSize);
        float* norm = Model.VectorsOf(Layer).QueryNorm;
        if (norm != null) VectorMath.RmsNorm(query, norm, query, facts.HeadSize, facts.RmsEpsilon);
        Model.Rotary.Turn(query, Angles + (2L * column * facts.RopeSize));
        // The factor of the scores is in the queries: headSize multiplications, not one for each position.
        VectorMath.Scale(query, 1 / MathF.Sqrt(facts.HeadSize), Own.Queries + ((long)row * facts.HeadSize), facts.HeadSize);
    }
}
