namespace Teleo.Controller.Domain;

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
        ulong key = SplitMix64.Mix(RootSeed);
        foreach (char c in purpose) key = SplitMix64.Mix(key ^ c);
        key = SplitMix64.Mix(key ^ ((ulong)purpose.Length << 32));
        return SplitMix64.Mix(key ^ ((ulong)replication << 32 | entity));
    }
}
