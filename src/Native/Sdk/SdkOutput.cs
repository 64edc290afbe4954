using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>One result of a pipeline: a shape, a kind of element, and the elements as bytes in row order.</summary>
internal sealed record SdkOutput(ImmutableArray<long> Shape, ElementKind Element, ReadOnlyMemory<byte> Bytes)
{
    public static SdkOutput Of(ReadOnlySpan<byte> text) => new([text.Length], ElementKind.UInt8, text.ToArray());

    public static SdkOutput Of(ReadOnlySpan<int> numbers) =>
        new([numbers.Length], ElementKind.Int32, MemoryMarshal.AsBytes(numbers).ToArray());

    public static SdkOutput Of(ReadOnlySpan<float> numbers) =>
        new([numbers.Length], ElementKind.Float32, MemoryMarshal.AsBytes(numbers).ToArray());

    /// <summary>The outputs of a model, in its order.</summary>
    public static ImmutableArray<SdkOutput> Of(IEnumerable<Tensor> tensors) =>
        [.. tensors.Select(tensor => new SdkOutput([.. tensor.Shape], tensor.Kind, tensor.Bytes))];
}
