using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Storage;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Live;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// Runs the cells of a study on a live pool of real models, one at a time, because a second would take the first one's processors. All arms
/// share requests and seeds as in the simulator; times are measured, so that no run repeats to the bit.
/// </summary>
internal sealed class LiveCells(TimeProvider clock) : ICellRunner
{
    private readonly SimulatedCells _names = new();

    public string Identity => $"live {Fingerprint.Code} {Fingerprint.Of($"{typeof(AtomicFile).Assembly.ManifestModule.ModuleVersionId}")}";

    public ImmutableArray<MetricInfo> Metrics => PoolMetrics.All;

    public int MostAtOnce => 1;

    public string? WorkloadProblem(string workload) => _names.WorkloadProblem(workload);

    public string DataOf(string workload) => _names.DataOf(workload);

    /// <summary>
    /// Returns null: the sizes of real skills are known only when their folder is opened, and a run that does not fit fails with the
    /// reason.
    /// </summary>
    public string? BudgetProblem(string workload, double budget, ulong seed) => null;

    public string? ArmProblem(string arm) =>
        arm.Contains('!') ? "a live pool is disturbed by an operator and not by an arm"
        : PolicyCatalog.TryFind(arm, out var entry) && entry.Family == PolicyFamily.Clairvoyant
            ? $"'{entry.Name}' knows a future that a live pool has not"
        : _names.ArmProblem(arm);

    public CellOutcome Run(Cell cell, CancellationToken cancellation)
    {
        var options = new LiveRunOptions
        {
            Skills = cell.Skills,
            Workload = cell.Workload,
            Budget = (100 * cell.Budget).ToString("R", CultureInfo.InvariantCulture) + "%",
            Policy = cell.Arm,
            Seed = cell.Seed,
            DurationSeconds = cell.Seconds,
            Miss = cell.Miss,
        };
        ControllerMeter? meter = null;
        var hooks =
            new LiveRunHooks
            {
                SinkFor =
                (policy, _) => new Sink(policy is IRecordingPolicy own ? meter = new(own.Options.ForLedger()) : null)
            };
        var result = LiveRun.RunAsync(options, hooks, clock, cancellation).GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        meter?.Close((long)(result.PlantSeconds * 1e9), new(cell.Seed));
        return new(PoolMetrics.Read(result.Report, meter));
    }

    private sealed class Sink(ControllerMeter? meter) : IDecisionSink
    {
        public void Receive(DecisionRecord record) => meter?.Note(record);

        public void Realise(in Realisation realisation)
        {
        }
    }
}
