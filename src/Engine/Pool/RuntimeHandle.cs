namespace Teleo.Engine.Pool;

/// <summary>
/// Names one loaded runtime of one pool. Places are used again, generations never: a handle that has outlived its runtime is an
/// error, and never another model.
/// </summary>
public readonly record struct RuntimeHandle
{
    private readonly int _pool;
    private readonly int _place;
    private readonly uint _generation;   // from 1, so that the default handle names nothing

    internal RuntimeHandle(int pool, int place, uint generation) => (_pool, _place, _generation) = (pool, place, generation);

    internal int Place => _place;

    public override string ToString() => _generation == 0 ? "no runtime" : $"runtime {_pool}.{_place}.{_generation}";
}
