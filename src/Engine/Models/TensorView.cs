namespace Teleo.Engine.Models;

/// <summary>
/// A matrix in the mapped file, without a copy. Row r is output r of a projection, or the embedding of token r. Valid while the
/// file is open.
/// </summary>
public readonly unsafe struct TensorView(TensorType type, int rows, int columns, byte* data, long sizeBytes, float* scales = null)
{
    public TensorType Type { get; } = type;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public byte* Data { get; } = data;

    public long SizeBytes { get; } = sizeBytes;

    /// <summary>The separate scale array of the .slm types; null for the others.</summary>
    public float* Scales { get; } = scales;

    public bool Exists => Data != null;
}
