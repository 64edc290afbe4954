using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Comparisons;

/// <summary>One policy under one seed: its report, or the reason for its absence.</summary>
internal sealed record ComparisonCell(string Policy, ulong Seed, RunReport? Report, string? Refusal);

/// <summary>
/// Many policies on the same seeds. Cells are independent and their results have a fixed order, so the number of threads changes only the
/// time.
/// </summary>
internal sealed class Comparison
{
    /// <summary>Policies that repeat what another one did: its actions are recorded first.</summary>
    private static readonly ImmutableHashSet<string> Placebos = ["random-action", "action-shuffle"];

    private readonly ImmutableArray<string> _policies;
    private readonly Arm[] _arms;
    private readonly ComparisonCell?[] _cells;
    private int _done;

    public Comparison(Scenario scenario, IEnumerable<string> policies, ulong firstSeed, int seeds)
    {
        _policies = [.. policies];
        _arms = [.. Enumerable.Range(0, seeds).Select(i => new Arm(scenario, firstSeed + (ulong)i, _policies.Length))];
        _cells = new ComparisonCell?[_policies.Length * seeds];
    }

    /// <summary>The policy whose actions the placebos repeat.</summary>
    public static string Model =>
        PolicyCatalog.Entries.FirstOrDefault(entry => entry.Family == PolicyFamily.Teleodynamic)?.Name ?? "value-set";

    public int Count => _cells.Length;

    /// <summary>Share of decisions judged in hindsight.</summary>
    public double HindsightShare { get; init; }

    /// <summary>The cells that are done, by policy and then by seed.</summary>
    public IEnumerable<ComparisonCell> Cells =>
        from policy in Enumerable.Range(0, _policies.Length)
        from seed in Enumerable.Range(0, _arms.Length)
        let cell = _cells[seed * _policies.Length + policy]
        where cell is not null
        select cell;

    /// <summary>Runs every cell. Cancelled, it throws and keeps the cells that were done.</summary>
    public void Run(int threads, Action<int, string> progress, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };

        // Seed by seed, so that few traces are held at once.
        try
        {
            Parallel.For(0, _cells.Length, options, i =>
            {
                var arm = _arms[i / _policies.Length];
                string policy = _policies[i % _policies.Length];
                _cells[i] = RunCell(arm, policy, cancellation);
                arm.CellDone();
                progress(Interlocked.Increment(ref _done), policy);
            });
        }
        catch (AggregateException several)
        {
            // What stops one run stops them all and is told once.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    private ComparisonCell RunCell(Arm arm, string policy, CancellationToken cancellation)
    {
        var prepared = arm.Prepared;
        try
        {
            var log = Placebos.Contains(PolicyCatalog.NameIn(policy)) ? arm.LogOfModel(cancellation) : null;
            var hooks = HindsightShare > 0 ? new RunHooks { Hindsight = new Hindsight(prepared.Run, HindsightShare) } : null;
            var report = prepared.Play(policy, hooks, log, cancellation);
            return new ComparisonCell(policy, arm.Seed, report, null);
        }
        catch (InputException refusal) when (refusal.Code == "BadPolicy")
        {
            return new ComparisonCell(policy, arm.Seed, null, refusal.Message);
        }
    }

    /// <summary>The input that all cells of one seed share, freed when the last of them is done.</summary>
    private sealed class Arm(Scenario scenario, ulong seed, int cells)
    {
        private readonly Lock _lock = new();
        private PreparedScenario? _prepared;
        private ActionLog? _log;
        private int _left = cells;

        public ulong Seed => seed;

        public PreparedScenario Prepared
        {
            get
            {
                lock (_lock) return _prepared ??= scenario.Prepare(seed);
            }
        }

        public ActionLog LogOfModel(CancellationToken cancellation)
        {
            lock (_lock) return _log ??= Prepared.RecordActions(Model, cancellation);
        }

        public void CellDone()
        {
            if (Interlocked.Decrement(ref _left) > 0) return;
            lock (_lock) (_prepared, _log) = (null, null);
        }
    }
}
