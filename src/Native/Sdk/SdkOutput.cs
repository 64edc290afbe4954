using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Teleo.Native.Sdk;

/// <summary>One result of a pipeline: a shape, and its elements as bytes in row order.</summary>
internal sealed record SdkOutput(ImmutableArray<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    public static SdkOutput Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged => new([values.Length], MemoryMarshal.AsBytes(values).ToArray());
}
