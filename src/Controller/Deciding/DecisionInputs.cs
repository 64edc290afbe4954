using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>
/// All inputs of a decision besides the catalog and the options: the view of the pool, the estimates, the balance that the gate reads, and
/// the position in the run. Deciding again from the same inputs gives the same bits. The buffers are owned and reused.
/// </summary>
public sealed class DecisionInputs(int skills, int accounts = 0)
{
    /// <summary>The event that triggered the decision, and its skill (-1: none).</summary>
    public PolicyEvents Trigger { get; set; }
    public int TriggerSkill { get; set; }

    /// <summary>Counts the decisions of a run; with the seed it names the stream of chance that this decision may draw from.</summary>
    public long Sequence { get; set; }
    public ulong Seed { get; set; }

    /// <summary>The plant's clock and revision.</summary>
    public long NowNs { get; set; }
    public long PoolRevision { get; set; }

    public ResourceVector Capacity { get; set; }
    public ResourceVector Used { get; set; }
    public ResourceVector Reserved { get; set; }
    public int FreeLoaders { get; set; }

    /// <summary>
    /// The resource as the gate reads it (not always the balance, see <see cref="Coupling"/>), and whether structure may change at all.
    /// </summary>
    public double Resource { get; set; }
    public LedgerPhase Phase { get; set; }

    /// <summary>Mean idle seconds of recently unloaded skills before their unload; the horizon is a share of it.</summary>
    public double IdleAgeSeconds { get; set; }

    /// <summary>The seconds that the gate reads of each account; empty where there is one resource for all.</summary>
    public double[] Accounts { get; } = new double[accounts];

    /// <summary>True where acts on the future are bets, each from the account of its source.</summary>
    public bool BetsFromAccounts => Accounts.Length > 0;

    /// <summary>Structural actions accepted since the run began.</summary>
    public long MovesMade { get; set; }

    public SkillState[] Skills { get; } = new SkillState[skills];
    public SkillEstimate[] Estimates { get; } = new SkillEstimate[skills];
    public SkillMoves[] Moves { get; } = new SkillMoves[skills];

    public PoolView View(Catalog catalog) => new()
    {
        Catalog = catalog,
        Revision = PoolRevision,
        NowNs = NowNs,
        Capacity = Capacity,
        Used = Used,
        Reserved = Reserved,
        Skills = Skills,
        FreeLoaders = FreeLoaders,
    };

    /// <summary>Copies these inputs to those of another decision.</summary>
    public void CopyTo(DecisionInputs other)
    {
        other.Trigger = Trigger;
        other.TriggerSkill = TriggerSkill;
        other.Sequence = Sequence;
        other.Seed = Seed;
        other.NowNs = NowNs;
        other.PoolRevision = PoolRevision;
        other.Capacity = Capacity;
        other.Used = Used;
        other.Reserved = Reserved;
        other.FreeLoaders = FreeLoaders;
        other.Resource = Resource;
        other.Phase = Phase;
        other.IdleAgeSeconds = IdleAgeSeconds;
        other.MovesMade = MovesMade;
        Accounts.CopyTo(other.Accounts);
        Skills.CopyTo(other.Skills);
        Estimates.CopyTo(other.Estimates);
        Moves.CopyTo(other.Moves);
    }

    /// <summary>Takes over what the view shows.</summary>
    public void Freeze(in PoolView pool)
    {
        NowNs = pool.NowNs;
        PoolRevision = pool.Revision;
        Capacity = pool.Capacity;
        Used = pool.Used;
        Reserved = pool.Reserved;
        FreeLoaders = pool.FreeLoaders;
        pool.Skills.CopyTo(Skills);
    }
}
