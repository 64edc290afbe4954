using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// Runs the cells of a study in the simulator. Arms of one seed share arrivals, sizes and random outcomes; a placebo first gets the actions
/// of our controller under the same seed.
/// </summary>
internal sealed class SimulatedCells : ICellRunner
{
    private const int MostPrepared = 64;

    private static readonly ImmutableHashSet<string> Placebos = ["random-action", "action-shuffle"];

    private readonly ConcurrentDictionary<string, Lazy<PreparedScenario>> _prepared = new();
    private readonly ConcurrentDictionary<string, Lazy<ActionLog>> _logs = new();

    public string Identity => $"simulator {Fingerprint.Code}";

    public ImmutableArray<MetricInfo> Metrics => PoolMetrics.All;

    public string? WorkloadProblem(string workload) => WorldWord.ProblemWith(workload);

    public string? BudgetProblem(string workload, double budget, ulong seed) =>
        ProblemWith(() => ScenarioOf(workload, budget).Prepare(seed));

    public string DataOf(string workload)
    {
        string[] hashes = [.. WorldWord.FilesOf(workload).Select(Fingerprint.OfFile)];
        return hashes.Length == 0 ? "held by the program" : $"sha256 {string.Join(' ', hashes)}";
    }

    public string? ArmProblem(string arm)
    {
        if (SubjectArm.Is(arm)) return ProblemWith(() => SubjectArm.Parse(arm));
        if (!Perturbation.TryParse(arm, out var perturbation))
            return $"'{arm}' disturbs nothing that is known; there are {Perturbation.Known}";
        string policy = perturbation.Policy;
        if (perturbation.What is not null && PolicyCatalog.TryFind(policy, out var entry) && entry.Family != PolicyFamily.Teleodynamic)
            return $"only our controller can be disturbed from inside, not '{entry.Name}'";
        return PolicyCatalog.ProblemWith(policy);
    }

    public CellOutcome Run(Cell cell, CancellationToken cancellation)
    {
        var prepared = Prepare(cell);
        var log = Placebos.Contains(PolicyCatalog.NameIn(cell.Arm)) ? LogOf(cell, prepared, cancellation) : null;
        Perturbation.TryParse(cell.Arm, out var perturbation);
        bool isOver = perturbation.What is null;
        ControllerMeter? meter = null;
        using var tables = cell.Traces ? new DecisionTables() : null;
        var hooks = new RunHooks
        {
            Decided = (report, simulation) =>
            {
                tables?.Note(report, simulation);
                if (simulation.Policy is not TeleodynamicPolicy policy) return;
                meter ??= new(policy.Options.ForLedger());
                meter.Note(policy.Record);
                if (!isOver) isOver = perturbation.ApplyAt(simulation, policy, prepared.Run.Trace.Count);
            },
        };
        try
        {
            var report = SubjectArm.Is(cell.Arm) ? SubjectArm.Parse(cell.Arm).Play(prepared, hooks, cancellation)
                : prepared.Play(perturbation.Policy, hooks, log, cancellation);
            meter?.Close((long)(report.SimulatedSeconds * 1e9), prepared.Run.Seeds);
            return new(PoolMetrics.Read(report, meter)) { Files = tables?.Files() ?? ImmutableSortedDictionary<string, byte[]>.Empty };
        }
        catch (InputException refusal) when (refusal.Code == "BadPolicy")
        {
            return new([], refusal.Message);
        }
    }

    /// <summary>Returns the reason why an input is refused; null if it is not.</summary>
    private static string? ProblemWith(Action attempt)
    {
        try
        {
            attempt();
            return null;
        }
        catch (InputException problem)
        {
            return problem.Message;
        }
    }

    private PreparedScenario Prepare(Cell cell)
    {
        if (_prepared.Count > MostPrepared) _prepared.Clear();
        return _prepared.GetOrAdd(KeyOf(cell), _ => new(() =>
        {
            var scenario = ScenarioOf(cell.Workload, cell.Budget);
            var settings = scenario.Settings with { Miss = cell.Miss, Generalist = cell.Miss == MissMode.Fallback ? 0 : -1 };
            scenario = scenario with { Settings = settings, WarmupSeconds = cell.WarmupSeconds };
            var prepared = scenario.Prepare(cell.Seed);
            return cell.Requests == 0 ? prepared : prepared.First(cell.Requests);
        })).Value;
    }

    private static Scenario ScenarioOf(string workload, double budget) =>
        WorldWord.Scenario(workload, (100 * budget).ToString("R", CultureInfo.InvariantCulture) + "%");

    private ActionLog LogOf(Cell cell, PreparedScenario prepared, CancellationToken cancellation)
    {
        if (_logs.Count > MostPrepared) _logs.Clear();
        return _logs.GetOrAdd(KeyOf(cell), _ => new(() => prepared.RecordActions(Comparison.Model, cancellation))).Value;
    }

    private static string KeyOf(Cell cell) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{cell.Workload}\n{cell.Budget}\n{cell.Seed}\n{cell.Requests}\n{cell.WarmupSeconds}\n{cell.Miss}");
}
