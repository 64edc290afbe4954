using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Routing;

/// <summary>
/// Chooses among the skills that are active now; it never changes which are. What it learned is theta's, so a route is a
/// function of pool, theta and options.
/// </summary>
/// <param name="qualityOf">The share of right answers that is believed of a skill in a task.</param>
public sealed class Router(Catalog catalog, RoutingOptions options, Func<int, int, double> qualityOf)
{
    /// <summary>A route for one task class.</summary>
    public Route ForTask(int task, in PoolView pool, long structureRevision)
    {
        var active = Answering(task, pool, onlyActive: true);
        if (active.IsEmpty || options.WorthWaiting < 1)
        {
            var able = Answering(task, pool, onlyActive: false);
            if (active.IsEmpty || Quality(able[0], task) - Quality(active[0], task) > options.WorthWaiting)
                return Missed(able, pool, structureRevision);
        }

        int count = options.Mode is RouteMode.Direct or RouteMode.Pipeline ? 1 : Math.Min(options.MaximumSkills, active.Length);
        var best = active[..count];
        var skills = options.Mode == RouteMode.Cascade ? QuickestFirst(best, pool) : best;
        return new(RouteOutcome.Served, options.Mode, skills, structureRevision);
    }

    /// <summary>A route through several task classes, one skill for each; it is served only if all of them are.</summary>
    public Route ForPipeline(ReadOnlySpan<int> tasks, in PoolView pool, long structureRevision)
    {
        var skills = ImmutableArray.CreateBuilder<int>(tasks.Length);
        foreach (int task in tasks)
        {
            var step = ForTask(task, pool, structureRevision);
            if (step.Outcome is not (RouteOutcome.Served or RouteOutcome.FellBack)) return step;
            skills.Add(step.Skills[0]);
        }

        return new(RouteOutcome.Served, RouteMode.Pipeline, skills.ToImmutable(), structureRevision);
    }

    /// <summary>Those that answer the task, best first; equal ones in catalog order.</summary>
    private ImmutableArray<int> Answering(int task, in PoolView pool, bool onlyActive)
    {
        var found = new List<int>();
        for (int i = 0; i < catalog.Count; i++)
        {
            bool may = onlyActive ? pool.Skills[i].CanServe : MayCome(pool.Skills[i], pool.Capacity);
            if (may && catalog.Skills[i].Eligible && catalog.Skills[i].Tasks.Contains(task)) found.Add(i);
        }

        return [.. found.OrderByDescending(skill => Quality(skill, task)).ThenBy(skill => skill)];
    }

    /// <summary>
    /// True for a skill that is there or can be loaded; one that fills more than the whole pool would be waited for in vain.
    /// </summary>
    private static bool MayCome(in SkillState skill, in ResourceVector capacity) =>
        skill.Lifecycle is not (Lifecycle.Installed or Lifecycle.Retired or Lifecycle.Quarantined)
        && (skill.IsResident || skill.Footprint.FitsWithin(capacity));

    private static ImmutableArray<int> QuickestFirst(ImmutableArray<int> skills, in PoolView pool)
    {
        var seconds = new double[skills.Length];
        for (int i = 0; i < skills.Length; i++) seconds[i] = pool.Skills[skills[i]].ServiceSeconds;
        return [.. skills.Zip(seconds).OrderBy(pair => pair.Second).ThenBy(pair => pair.First).Select(pair => pair.First)];
    }

    private Route Missed(ImmutableArray<int> wanted, in PoolView pool, long revision)
    {
        if (wanted.IsEmpty) return new(RouteOutcome.Refused, options.Mode, [], revision);
        switch (options.Miss)
        {
            case MissMode.Wait:
                return new(RouteOutcome.Waits, options.Mode, wanted[..1], revision);
            case MissMode.LoadThrough:
                return new(RouteOutcome.LoadsThrough, options.Mode, wanted[..1], revision);
            case MissMode.Fallback when (uint)options.Generalist < (uint)pool.Skills.Length && pool.Skills[options.Generalist].CanServe:
                return new(RouteOutcome.FellBack, RouteMode.Direct, [options.Generalist], revision);
            default:
                return new(RouteOutcome.Refused, options.Mode, [], revision);
        }
    }

    private double Quality(int skill, int task) => options.IsFixed ? catalog.Skills[skill].Quality : qualityOf(skill, task);
}
