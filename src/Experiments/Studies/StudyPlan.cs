using System.Collections.Immutable;

namespace Teleo.Experiments.Studies;

/// <summary>Every cell of a study in one fixed order, so that any division among machines merges to the same tables.</summary>
internal sealed record StudyPlan(StudyDefinition Study, ImmutableArray<Cell> Cells)
{
    public static StudyPlan Of(StudyDefinition study) => new(study,
    [
        .. from workload in study.Workloads
           from budget in study.Budgets
           from arm in study.Arms
           from seed in study.Seeds
           select new Cell(study.Plant, workload, budget, arm, seed, study.Requests, study.WarmupSeconds,
               study.Miss, study.Traces, study.Skills, study.Seconds),
    ]);

    /// <summary>The same with only the first seeds.</summary>
    public StudyPlan First(int seeds) => seeds == Study.Seeds.Length ? this : Of(Study with { Seeds = Study.Seeds[..seeds] });

    /// <summary>The part of one of several machines, counted from 1: every n-th cell, so that each gets some of every arm.</summary>
    public IEnumerable<Cell> Shard(int index, int count) => Cells.Where((_, i) => i % count == index - 1);
}
