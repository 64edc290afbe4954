namespace Teleo.Controller.Chance;

/// <summary>
/// One named stream of random numbers. A value: copying it forks the future, which is how a counterfactual replays
/// the same draws.
/// </summary>
public struct RandomStream
{
    private readonly uint _key0;
    private readonly uint _key1;
    private ulong _block;
    private ulong _spare;
    private bool _hasSpare;

    public RandomStream(ulong key)
    {
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
    }

    public ulong NextUInt64()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        var (x0, x1, x2, x3) = Philox.Block((uint)_block, (uint)(_block >> 32), 0, 0, _key0, _key1);
        _block++;
        _spare = (ulong)x3 << 32 | x2;
        _hasSpare = true;
        return (ulong)x1 << 32 | x0;
    }

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>) without bias (Lemire's rejection).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        uint n = (uint)bound;
        ulong m = (NextUInt64() >> 32) * n;
        if ((uint)m < n)
        {
            uint threshold = (uint)-(int)n % n;
            while ((uint)m < threshold) m = (NextUInt64() >> 32) * n;
        }

        return (int)(m >> 32);
    }

    /// <summary>Exponential with mean 1, by inversion.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>Puts the values in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
