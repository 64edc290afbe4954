using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Rivals;
using Teleo.Pool.Plants;
using Teleo.Pool.Telemetry;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Counterfactuals by simulation: at sampled decisions the plant is forked, each alternative is carried out in its own fork, and the same
/// future runs for a horizon under <see cref="LruContinuation"/>, or with fixed structure if misses are refused. The cost of the chosen
/// action beyond the cheapest alternative is its regret.
/// </summary>
internal sealed class Rollouts(SimulatedRun run, double share, double horizonSeconds, Action<RolloutResult>? told = null)
{
    private readonly Guard _guard = new(new GuardOptions { Busy = run.Settings.Busy });
    private readonly long _horizonNs = PlantState.Nanoseconds(horizonSeconds);
    private RandomStream _sampling = run.Seeds.Stream("rollouts");
    private readonly PromiseMeter _promises = new();
    private PoolPlant? _before;
    private double _sum;
    private long _best;

    /// <summary>Seconds that a refused request counts for.</summary>
    public double RefusalSeconds { get; init; }

    /// <summary>Receives the actions played at each decision, the chosen one first, and their costs.</summary>
    public Action<IReadOnlyList<ControlAction>, double[]>? Played { get; init; }

    /// <summary>Returns true if the alternatives of a sampled decision should be simulated; null for all.</summary>
    public Func<bool>? IsOfUse { get; init; }

    public long Sampled { get; private set; }

    public DurationHistogram Regrets { get; } = new();

    public RolloutReport? Report() => Sampled == 0 ? null : new RolloutReport
    {
        Sampled = Sampled,
        HorizonS = horizonSeconds,
        MeanRegretS = _sum / Sampled,
        P95RegretS = Regrets.QuantileSeconds(0.95),
        BestShare = (double)_best / Sampled,
        Promises = _promises.Report(),
    };

    /// <summary>Called before a decision; keeps a fork if it is sampled. Every decision takes one draw.</summary>
    public void Prepare(PoolPlant plant) => _before = _sampling.NextDouble() < share ? plant.Fork() : null;

    /// <summary>Called when it was made: plays its alternatives if it was sampled.</summary>
    public void Follow(StepReport made, Simulation simulation)
    {
        if (_before is not { } before) return;
        _before = null;
        var alternatives = AlternativesOf(made, simulation.Policy);
        if (IsOfUse?.Invoke() == false) return;
        var costs = new double[alternatives.Count];
        for (int i = 0; i < costs.Length; i++) costs[i] = CostOf(alternatives[i], before.Fork(), simulation.Number);
        Played?.Invoke(alternatives, costs);
        double regret = costs[0] - costs.Min();
        Sampled++;
        _sum += regret;
        if (regret <= 0) _best++;
        Regrets.Add((long)(regret * 1e9));
        Calibrate(simulation.Policy, alternatives, costs);
        told?.Invoke(new RolloutResult(
            made.DecisionId, before.State.ReadNowNs, regret,
                [.. alternatives.Zip(costs, (action, cost) => new RolloutCost(Describe(action), cost))]));
    }

    /// <summary>Compares the promise of an action of our controller over doing nothing, in seconds of waiting, with its outcome.</summary>
    private void Calibrate(IPolicy policy, List<ControlAction> alternatives, double[] costs)
    {
        int noOp = alternatives.IndexOf(ControlAction.NoOp.Instance);
        if (noOp == 0 || policy is not IRecordingPolicy { Record: var record, Options.Score: var score } || record.Choice.Chosen <= 0
            || score.WaitPrice <= 0) return;
        double doubt = score.StandardErrors > 0
            ? -record.Candidates[record.Choice.Chosen].Terms[ScoreTerm.Uncertainty] / score.StandardErrors : double.NaN;
        _promises.Add(record.Advantage(record.Choice.Chosen) / score.WaitPrice, doubt / score.WaitPrice, costs[noOp] - costs[0]);
    }

    /// <summary>The chosen first, then others that differ from it.</summary>
    private static List<ControlAction> AlternativesOf(StepReport made, IPolicy policy)
    {
        var alternatives =
            new List<ControlAction> { made.Settlements.Count > 0 ? made.Settlements[0].Action : ControlAction.NoOp.Instance };
        Add(ControlAction.NoOp.Instance);
        if (policy is IOffersAlternatives offers) offers.AddAlternatives(alternatives);
        if (policy is not IRecordingPolicy { Record: var record }) return alternatives;
        foreach (int index in (int[])[record.Choice.Runner, record.Choice.Wanted])
        {
            if (index <= 0 || index >= record.Candidates.Count) continue;
            ref readonly var candidate = ref record.Candidates[index];
            Add(record.Candidates.ActionOf(
                candidate, candidate.First < 0 ? default : record.Inputs.Skills[candidate.First].Footprint, record.Inputs.NowNs
                    + 60_000_000_000));
        }

        return alternatives;

        void Add(ControlAction action)
        {
            if (!alternatives.Contains(action)) alternatives.Add(action);
        }
    }

    /// <summary>Returns the seconds waited plus the seconds of loads started within the horizon.</summary>
    private double CostOf(ControlAction action, PoolPlant fork, long number)
    {
        double before = Spent(fork.State);
        IPolicy follower = run.Settings.Miss == MissMode.Refuse ? new NeverActPolicy() : new LruContinuation();
        if (_guard.Judge(action, fork.Sense()) == GuardVerdict.None)
            fork.Apply(new Command(ulong.MaxValue - 1, uint.MaxValue, -1, fork.State.Revision, long.MaxValue, action));
        using var simulation = new Simulation(
            fork, follower, new ControlStep(fork, follower, _guard, new StepOptions(), uint.MaxValue), run.Trace.Open(number), number);
        long end = fork.State.NowNs + _horizonNs;
        if (!simulation.Run(end)) fork.State.AdvanceTo(end);
        return Spent(fork.State) - before;
    }

    private double Spent(PlantState state) => state.SecondsSpent(state.NowNs) + RefusalSeconds * state.Counters.Refused;

    private string Describe(ControlAction action) => action switch
    {
        ControlAction.Activate a => $"activate {Name(a.Skill)}",
        ControlAction.Deactivate d => $"deactivate {Name(d.Skill)}",
        ControlAction.Suspend s => $"suspend {Name(s.Skill)}",
        ControlAction.Replace r => $"replace {string.Join('+', r.Outgoing.Select(Name))} by {Name(r.Incoming)}",
        ControlAction.Retire r => $"retire {Name(r.Skill)}",
        ControlAction.Reserve r => $"reserve for {Name(r.ForSkill)}",
        _ => ActionWords.Of(action),
    };

    private string Name(int skill) => (uint)skill < (uint)run.Profiles.Length ? run.Profiles[skill].Name : $"skill {skill}";
}
