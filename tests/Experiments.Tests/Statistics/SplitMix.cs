namespace Teleo.Experiments.Tests.Statistics;

/// <summary>The generator that the known answers name; the product's own streams are other ones.</summary>
internal sealed class SplitMix(ulong seed)
{
    public ulong Next()
    {
        ulong z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int bound)
    {
        while (true)
        {
            ulong product = (Next() >> 32) * (ulong)bound;
            if ((uint)product >= (uint)-bound % (uint)bound) return (int)(product >> 32);
        }
    }
}
