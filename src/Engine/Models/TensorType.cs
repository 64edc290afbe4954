namespace Teleo.Engine.Models;

/// <summary>
/// The storage type of a tensor's elements. The q8 and q4 of <c>.slm</c> are other layouts than GGUF's types of the same names, so they are
/// types of their own.
/// </summary>
public enum TensorType : byte
{
    F32,
    F16,
    BF16,
    Q8_0,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q4_K,
    Q5_K,
    Q6_K,

    /// <summary>One signed byte per element and one f32 scale per row.</summary>
    SlmQ8,

    /// <summary>Two signed nibbles per byte, low first, and one f32 scale per block of a row.</summary>
    SlmQ4,
}
