namespace Teleo.Controller.Domain;

/// <summary>A named stream of random numbers. A value: a copy forks the stream, so that a counterfactual repeats the same draws.</summary>
public struct RandomStream : IBitSource
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

    /// <summary>Saves or restores the position of the stream; its key follows from the seed.</summary>
    internal void Visit(StateFields fields)
    {
        fields.Number(ref _block);
        fields.Number(ref _spare);
        fields.Flag(ref _hasSpare);
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
    public double NextDouble() => RandomDraws.Uniform(ref this);

    /// <summary>Uniform in [0, <paramref name="bound"/>) without bias.</summary>
    public int NextInt(int bound) => RandomDraws.Bounded(ref this, bound);

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => RandomDraws.Exponential(ref this);

    /// <summary>Normal with mean 0 and standard deviation 1.</summary>
    public double NextNormal() => RandomDraws.Normal(ref this);

    /// <summary>Gamma with mean <paramref name="shape"/> and scale 1.</summary>
    public double NextGamma(double shape) => RandomDraws.Gamma(ref this, shape);

    /// <summary>Puts the values in random order.</summary>
    public void Shuffle<T>(Span<T> values) => RandomDraws.Shuffle(ref this, values);
}
