using System.Collections.Immutable;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Studies;

/// <summary>All outcomes of a study in the order of its plan.</summary>
internal sealed record StudyResults(StudyDefinition Study, ImmutableArray<MetricInfo> Metrics,
    ImmutableArray<(Cell Cell, CellOutcome Outcome)> Runs)
{
    private readonly Lazy<Dictionary<(string, double, string, ulong), CellOutcome>> _index = new(() =>
        Runs.ToDictionary(run => (run.Cell.Workload, run.Cell.Budget, run.Cell.Arm, run.Cell.Seed), run => run.Outcome));

    public int FailedRuns => Runs.Count(run => run.Outcome.Failed);

    public static StudyResults Collect(StudyPlan plan, CellStore store, ICellRunner runner, out int missing)
    {
        var found = plan.Cells.Select(cell => (cell, outcome: store.TryRead(cell))).ToList();
        missing = found.Count(run => run.outcome is null);
        return new(plan.Study, runner.Metrics, [.. found.Where(run => run.outcome is not null).Select(run => (run.cell, run.outcome!))]);
    }

    /// <summary>Every scenario that no rule of the study excludes from its claims.</summary>
    public IEnumerable<(string Workload, double Budget)> Scenarios =>
        from workload in Study.Workloads
        from budget in Study.Budgets
        where ExclusionOf(workload, budget) is null
        select (workload, budget);

    /// <summary>Returns the rule that excludes a scenario, or null.</summary>
    public Exclusion? ExclusionOf(string workload, double budget) => Study.Exclusions.FirstOrDefault(rule =>
        rule.Applies(Analysis.MeanOfFinite(Values(workload, budget, Study.Baseline, rule.Metric))));

    public MetricInfo Metric(string name) => Metrics.First(metric => metric.Name == name);

    /// <summary>
    /// Returns one metric of one arm in one scenario, seed by seed in the study's order; NaN if the run failed or the metric does not
    /// exist.
    /// </summary>
    public double[] Values(string workload, double budget, string arm, string metric)
    {
        int column = Metrics.IndexOf(Metric(metric));
        return [.. Study.Seeds.Select(seed =>
            _index.Value.TryGetValue((workload, budget, arm, seed), out var outcome) && !outcome.Failed
                ? outcome.Values[column]
                : double.NaN)];
    }

    public int Failures(string workload, double budget, string arm) =>
        Study.Seeds.Count(seed => _index.Value.TryGetValue((workload, budget, arm, seed), out var outcome) && outcome.Failed);

    /// <summary>The mean over every seed and scenario of an arm; NaN when none has the figure.</summary>
    public double Mean(string arm, string metric)
    {
        int column = Metrics.IndexOf(Metric(metric));
        return Analysis.MeanOfFinite(
            Runs.Where(run => run.Cell.Arm == arm && !run.Outcome.Failed).Select(run => run.Outcome.Values[column]));
    }
}
