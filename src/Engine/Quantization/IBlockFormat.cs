namespace Teleo.Engine.Quantization;

/// <summary>
/// The definition of a block-wise tensor type: decoding of its bytes, and our encoding of numbers. Tests compare faster code with it.
/// Encoding expects finite numbers.
/// </summary>
internal interface IBlockFormat
{
    static abstract void Decode(ReadOnlySpan<byte> block, Span<float> values);

    static abstract void Encode(ReadOnlySpan<float> values, Span<byte> block);
}
