namespace Teleo.Engine.Formats;

/// <summary>The Fowler-Noll-Vo hash, variant 1a, of 64 bits. Directories of .slm files name their tensors by it.</summary>
public static class Fnv1a
{
    internal const ulong Basis = 14695981039346656037;
    internal const ulong Prime = 1099511628211;

    public static ulong Hash64(ReadOnlySpan<byte> bytes, ulong hash = Basis)
    {
        foreach (byte value in bytes) hash = (hash ^ value) * Prime;
        return hash;
    }
}
