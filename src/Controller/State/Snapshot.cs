using System.Security.Cryptography;
using Teleo.Controller.Resources;

namespace Teleo.Controller.State;

/// <summary>
/// A view of the pool frozen, owned and named by its content: equal content has equal bytes, and so an equal hash, in any
/// run on any machine.
/// </summary>
public sealed class Snapshot
{
    private const int FormatVersion = 1;

    private readonly Catalog _catalog;
    private readonly SkillState[] _skills;
    private readonly long _nowNs;
    private readonly ResourceVector _capacity, _used, _reserved;
    private readonly int _freeLoaders;

    private Snapshot(in PoolView pool)
    {
        _catalog = pool.Catalog;
        Revision = pool.Revision;
        _nowNs = pool.NowNs;
        (_capacity, _used, _reserved) = (pool.Capacity, pool.Used, pool.Reserved);
        _freeLoaders = pool.FreeLoaders;
        _skills = pool.Skills.ToArray();
        Bytes = Written();
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
    }

    public long Revision { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public string ContentHash { get; }

    /// <summary>The canonical form: little-endian, every field in its stated order, no padding.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static Snapshot Of(in PoolView pool) => new(pool);

    public PoolView View() => new()
    {
        Catalog = _catalog,
        Revision = Revision,
        NowNs = _nowNs,
        Capacity = _capacity,
        Used = _used,
        Reserved = _reserved,
        Skills = _skills,
        FreeLoaders = _freeLoaders,
    };

    private ReadOnlyMemory<byte> Written()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(FormatVersion);
        writer.Write(Revision);
        writer.Write(_nowNs);
        Write(writer, _capacity);
        Write(writer, _used);
        Write(writer, _reserved);
        writer.Write(_freeLoaders);
        writer.Write(_skills.Length);
        for (int i = 0; i < _skills.Length; i++)
        {
            writer.Write(_catalog.Skills[i].Id.Name);
            writer.Write(_catalog.Skills[i].Node.Index);
            Write(writer, _skills[i]);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, in ResourceVector v)
    {
        writer.Write(v.ResidentBytes);
        writer.Write(v.ScratchBytes);
        writer.Write(v.HostBytes);
        writer.Write(v.CpuShare);
        writer.Write(v.LoadSeconds);
        writer.Write(v.LatencySeconds);
        writer.Write(v.Uncertainty);
        writer.Write(v.ErrorRate);
        writer.Write(v.Governance);
    }

    private static void Write(BinaryWriter writer, in SkillState s)
    {
        writer.Write((byte)s.Lifecycle);
        writer.Write((byte)s.Transition);
        writer.Write(s.Pinned);
        writer.Write(s.Leased);
        Write(writer, s.Footprint);
        writer.Write((byte)s.FootprintKind);
        writer.Write(s.FootprintStandardError);
        writer.Write(s.LoadSeconds);
        writer.Write((byte)s.LoadSecondsKind);
        writer.Write(s.LoadSecondsStandardError);
        writer.Write(s.MeasuredAtNs);
        writer.Write(s.ServiceSeconds);
        writer.Write(s.Queued);
        writer.Write(s.Running);
        writer.Write(s.OldestArrivalNs);
        writer.Write((long)(s.QueuedArrivalSumNs >> 64));
        writer.Write((ulong)s.QueuedArrivalSumNs);
        writer.Write(s.Arrivals);
        writer.Write(s.Completions);
        writer.Write(s.LastUseNs);
        writer.Write(s.LoadedAtNs);
        writer.Write(s.UsesSinceLoad);
        writer.Write(s.LoadFailures);
        writer.Write(s.RetryAtNs);
        writer.Write(s.ReservedBytes);
        writer.Write(s.ReservedUntilNs);
    }
}
