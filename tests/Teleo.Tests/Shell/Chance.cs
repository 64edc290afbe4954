using Teleo.Controller.Domain;

namespace Teleo.Tests.Shell;

/// <summary>The draws of one spoiled input: seed and number name them on every machine.</summary>
internal sealed class Chance(ulong seed, uint number)
{
    private RandomStream _stream = new SeedTree(seed).Stream("spoiled input", number);

    public ulong Next() => _stream.NextUInt64();

    public int Below(int limit) => _stream.NextInt(limit);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
