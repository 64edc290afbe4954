using System.Text;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>
/// Pseudo-random weights that depend only on seed, tensor and row: the same on every machine, in any order of writing. Approximately
/// normal; matrices have the spread that keeps activations near one, and norms are near one.
/// </summary>
internal sealed class RandomSource(PartSlot slot, ulong seed) : TensorSource
{
    private readonly ulong _stream = Mix(seed ^ Fnv1a.Hash64(Encoding.UTF8.GetBytes(GgufNames.Of(slot))));

    public override int Rows => slot.Rows;

    public override int Columns => slot.Columns;

    public override TensorType Type => TensorType.F32;

    public override void ReadRow(int row, Span<float> values)
    {
        var (centre, spread) = slot switch
        {
            { Part: ModelPart.RopeFactors } => (1f, 0f),
            { IsVector: true } => (1f, 0.05f),
            { Part: ModelPart.Embedding } => (0f, 1f),
            _ => (0f, 1 / MathF.Sqrt(slot.Columns)),
        };
        ulong counter = Mix(_stream + (ulong)row);
        for (int column = 0; column < values.Length; column++)
            values[column] = centre + spread * NearlyNormal(Mix(counter + (ulong)column * Increment));
    }

    // Four 16-bit uniforms summed, brought to mean zero and variance one.
    private static float NearlyNormal(ulong bits)
    {
        long sum = (long)(bits & 0xFFFF) + (long)(bits >> 16 & 0xFFFF) + (long)(bits >> 32 & 0xFFFF) + (long)(bits >> 48);
        return (sum - 2 * 65535) * (1.7320508f / 65536);
    }

    private const ulong Increment = 0x9E3779B97F4A7C15;

    // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static ulong Mix(ulong value)
    {
        value += Increment;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
