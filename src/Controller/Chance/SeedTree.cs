namespace Teleo.Controller.Chance;

/// <summary>
/// The one seed of a run and the named streams that grow from it. A stream depends on its four coordinates and on
/// nothing else: a new consumer, or one that draws more, never shifts another's numbers.
/// </summary>
public readonly record struct SeedTree(ulong RootSeed)
{
    /// <summary>The stream for one purpose, replication and entity.</summary>
    public RandomStream Stream(string purpose, uint replication = 0, uint entity = 0) =>
        new(KeyOf(purpose, replication, entity));

    /// <summary>The key a stream runs on, for a run's manifest.</summary>
    public ulong KeyOf(string purpose, uint replication = 0, uint entity = 0)
    {
        ulong key = Mix(RootSeed);
        foreach (char c in purpose) key = Mix(key ^ c);
        key = Mix(key ^ ((ulong)purpose.Length << 32));
        return Mix(key ^ ((ulong)replication << 32 | entity));
    }

    /// <summary>One step of SplitMix64: a bijection that leaves no bit of its input in place.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
