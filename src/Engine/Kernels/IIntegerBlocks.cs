using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>
/// A quantised type as blocks of 32 integers: element i is <c>scale * values[i] + offset</c>. The general kernels need nothing else of a
/// type; as a type parameter it costs no call.
/// </summary>
internal unsafe interface IIntegerBlocks
{
    static abstract bool HasOffset { get; }

    /// <param name="row">Where the row starts.</param>
    /// <param name="scales">Where the row's separate scales start, for the types that have them.</param>
    /// <param name="chunk">Which 256 elements.</param>
    /// <param name="within">Which block of those; constant where it matters, so that shifts and branches on it cost nothing.</param>
    /// <param name="count">How many of the 32 exist; fewer only in a last block of the .slm types.</param>
    static abstract Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset);
}
