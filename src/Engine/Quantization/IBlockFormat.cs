namespace Teleo.Engine.Quantization;

/// <summary>
/// The definition of one block-wise tensor type: what its bytes mean, and the bytes we choose for given numbers. Faster
/// code elsewhere is held to this. Encoding expects finite numbers.
/// </summary>
internal interface IBlockFormat
{
    static abstract void Decode(ReadOnlySpan<byte> block, Span<float> values);

    static abstract void Encode(ReadOnlySpan<float> values, Span<byte> block);
}
