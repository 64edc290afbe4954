namespace Teleo.Engine.Tests.Kernels;

/// <summary>SplitMix64: a few lines, the same everywhere.</summary>
internal sealed class TestRandom(int seed)
{
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    public float NextNormal() =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble()));

    public void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)Next();
    }
}
