using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Domain;

namespace Teleo.Controller.Tests.Loop;

/// <summary>Pool, guard, our controller and one step, wired; keeps a digest of every decision.</summary>
internal sealed class Rig : IDecisionSink
{
    public Rig(PoolDouble pool, ControllerOptions? options = null, GuardOptions? guard = null, ulong seed = 1, uint epoch = 0)
    {
        Pool = pool;
        Policy = new(pool.Catalog, options ?? new(), seed);
        Step = new(pool, Policy, new Guard(guard ?? new()), new StepOptions(), epoch, this);
        pool.Listener = happened => LastReport = Step.Handle(happened);
    }

    public PoolDouble Pool { get; }
    public TeleodynamicPolicy Policy { get; }
    public ControlStep Step { get; }
    public StepReport? LastReport { get; private set; }
    public DecisionRecord Record => Policy.Record;
    public List<Seen> Decisions { get; } = [];
    public List<Realisation> Realisations { get; } = [];

    /// <summary>Called with each record, for checks that need all of it.</summary>
    public Action<DecisionRecord> OnDecision { get; set; } = _ => { };

    public static SkillFacts Skill(string name, long bytes, double loadSeconds = 1, double quality = 0.9) =>
        new(new SkillId(name), name, [0], quality, ResourceVector.Bytes(bytes), loadSeconds);

    public static Catalog Catalog(params SkillFacts[] skills) => new([.. skills], ["task"]);

    /// <summary>Skills a, b, c, ... of the same size and load time.</summary>
    public static Catalog Alike(int count, long bytes = 10, double loadSeconds = 1) =>
        Catalog([.. Enumerable.Range(0, count).Select(i => Skill(((char)('a' + i)).ToString(), bytes, loadSeconds))]);

    public void Receive(DecisionRecord record)
    {
        Decisions.Add(new(record.Outcome, record.Choice.Reason, record.Choice.GateBound, record.Action.ToString() ?? "", record.Verdict));
        OnDecision(record);
    }

    public void Realise(in Realisation realisation) => Realisations.Add(realisation);

    public sealed record Seen(OutcomeCode Outcome, NoOpReason Reason, bool GateBound, string Action, GuardVerdict Verdict);
}
