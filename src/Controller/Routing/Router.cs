using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Routing;

/// <summary>
/// Chooses among the skills that are active now; it never changes which are, and leaves a miss to the pool's rule. What it learned is
/// theta's, so a route is a function of pool, theta and options.
/// </summary>
/// <param name="qualityOf">The share of right answers that is believed of a skill in a task.</param>
public sealed class Router(Catalog catalog, RoutingOptions options, Func<int, int, double> qualityOf)
{
    private readonly RoutingOptions _options = options.Problems().FirstOrDefault() is { } problem
        ? throw new ArgumentException(problem, nameof(options))
        : options;

    /// <summary>A route for one task class.</summary>
    public Route ForTask(int task, in PoolView pool)
    {
        var active = Answering(task, pool, onlyActive: true);
        if (active.IsEmpty || _options.WorthWaiting < 1)
        {
            var able = Answering(task, pool, onlyActive: false);
            if (active.IsEmpty || Quality(able[0], task) - Quality(active[0], task) > _options.WorthWaiting)
                return new(able.IsEmpty ? RouteOutcome.Refused : RouteOutcome.Waits, _options.Mode, able.IsEmpty ? [] : able[..1]);
        }

        int count = _options.Mode == RouteMode.Direct ? 1 : Math.Min(_options.MaximumSkills, active.Length);
        var best = active[..count];
        var skills = _options.Mode == RouteMode.Cascade ? QuickestFirst(best, pool) : best;
        return new(RouteOutcome.Served, _options.Mode, skills);
    }

    /// <summary>Returns the skills for a task, best first; equal ones in catalog order.</summary>
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

    /// <summary>Returns true if a skill is resident or can be loaded; a skill larger than the pool cannot.</summary>
    private static bool MayCome(in SkillState skill, in ResourceVector capacity) =>
        skill.Lifecycle is not (Lifecycle.Installed or Lifecycle.Retired or Lifecycle.Quarantined)
        && (skill.IsResident || skill.Footprint.FitsWithin(capacity));

    private static ImmutableArray<int> QuickestFirst(ImmutableArray<int> skills, in PoolView pool)
    {
        var seconds = new double[skills.Length];
        for (int i = 0; i < skills.Length; i++) seconds[i] = pool.Skills[skills[i]].ServiceSeconds;
        return [.. skills.Zip(seconds).OrderBy(pair => pair.Second).ThenBy(pair => pair.First).Select(pair => pair.First)];
    }

    private double Quality(int skill, int task) => _options.IsFixed ? catalog.Skills[skill].Quality : qualityOf(skill, task);
}
