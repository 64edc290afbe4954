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
        ulong key = SplitMixBits.Mix(RootSeed);
        foreach (char c in purpose) key = SplitMixBits.Mix(key ^ c);
        key = SplitMixBits.Mix(key ^ ((ulong)purpose.Length << 32));
        return SplitMixBits.Mix(key ^ ((ulong)replication << 32 | entity));
    }
}
