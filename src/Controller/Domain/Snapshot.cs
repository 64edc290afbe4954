using System.Security.Cryptography;

namespace Teleo.Controller.Domain;

/// <summary>
/// An owned copy of a view of the pool, named by its content: equal content has equal bytes and an equal hash, in any run on any machine.
/// It can be read back with the catalog that it was made with.
/// </summary>
public sealed class Snapshot
{
    private const int FormatVersion = 2;

    private readonly Catalog _catalog;
    private readonly SkillState[] _skills;
    private long _revision, _nowNs;
    private ResourceVector _capacity, _used, _reserved;
    private int _freeLoaders;
    private bool _nobodyWaits;

    private Snapshot(in PoolView pool)
    {
        _catalog = pool.Catalog;
        _revision = pool.Revision;
        _nowNs = pool.NowNs;
        (_capacity, _used, _reserved) = (pool.Capacity, pool.Used, pool.Reserved);
        (_freeLoaders, _nobodyWaits) = (pool.FreeLoaders, pool.NobodyWaits);
        _skills = pool.Skills.ToArray();
        Bytes = StateFields.Write(Visit);
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
    }

    private Snapshot(ReadOnlyMemory<byte> bytes, Catalog catalog)
    {
        _catalog = catalog;
        _skills = new SkillState[catalog.Count];
        Bytes = bytes;
        StateFields.Read(bytes, Visit);
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
    }

    public long Revision => _revision;

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public string ContentHash { get; }

    /// <summary>The canonical form.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static Snapshot Of(in PoolView pool) => new(pool);

    /// <summary>The snapshot that has these bytes. Throws <see cref="StateException"/> where there is none.</summary>
    public static Snapshot Read(ReadOnlyMemory<byte> bytes, Catalog catalog) => new(bytes.ToArray(), catalog);

    public PoolView View() => new()
    {
        Catalog = _catalog,
        Revision = _revision,
        NowNs = _nowNs,
        Capacity = _capacity,
        Used = _used,
        Reserved = _reserved,
        Skills = _skills,
        FreeLoaders = _freeLoaders,
        NobodyWaits = _nobodyWaits,
    };

    private void Visit(StateFields fields)
    {
        fields.Same(FormatVersion, StateFault.UnknownFormat, "the format");
        fields.Number(ref _revision);
        fields.Number(ref _nowNs);
        fields.Lanes(ref _capacity);
        fields.Lanes(ref _used);
        fields.Lanes(ref _reserved);
        fields.Number(ref _freeLoaders);
        fields.Flag(ref _nobodyWaits);
        fields.Same(_skills.Length, StateFault.OtherGround, "the number of skills");
        for (int i = 0; i < _skills.Length; i++)
        {
            fields.Same(_catalog.Skills[i].Id.Name, StateFault.OtherGround, $"the name of skill {i}");
            fields.Same(_catalog.Skills[i].Node.Index, StateFault.OtherGround, $"the node of skill {i}");
            Visit(fields, ref _skills[i]);
        }
    }

    private static void Visit(StateFields fields, ref SkillState s)
    {
        fields.Word(ref s.Lifecycle);
        fields.Word(ref s.Transition);
        fields.Flag(ref s.Pinned);
        fields.Flag(ref s.Leased);
        fields.Lanes(ref s.Footprint);
        fields.Word(ref s.FootprintKind);
        fields.Number(ref s.FootprintStandardError);
        fields.Number(ref s.LoadSeconds);
        fields.Word(ref s.LoadSecondsKind);
        fields.Number(ref s.LoadSecondsStandardError);
        fields.Number(ref s.MeasuredAtNs);
        fields.Number(ref s.ServiceSeconds);
        fields.Number(ref s.Queued);
        fields.Number(ref s.Running);
        fields.Number(ref s.OldestArrivalNs);
        fields.Number(ref s.QueuedArrivalSumNs);
        fields.Number(ref s.Arrivals);
        fields.Number(ref s.Completions);
        fields.Number(ref s.LastUseNs);
        fields.Number(ref s.LoadedAtNs);
        fields.Number(ref s.UsesSinceLoad);
        fields.Number(ref s.LoadFailures);
        fields.Number(ref s.RetryAtNs);
        fields.Number(ref s.ReservedBytes);
        fields.Number(ref s.ReservedUntilNs);
    }
}
