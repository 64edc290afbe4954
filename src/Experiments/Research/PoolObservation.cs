using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Research;

/// <summary>The view of a pool that an agent gets at one decision: an unchanging copy.</summary>
/// <param name="Trigger">The event that calls for the decision; at the end of an episode the last one.</param>
/// <param name="NowNs">The time of the pool.</param>
/// <param name="Skills">Row i describes skill i of the catalog.</param>
public sealed record PoolObservation(PoolEvent Trigger, long NowNs, Catalog Catalog, ResourceVector Capacity, ResourceVector Used,
    ResourceVector Reserved, int FreeLoaders, ImmutableArray<SkillState> Skills)
{
    /// <summary>The same as the view that a policy gets.</summary>
    public PoolView View => new()
    {
        Catalog = Catalog,
        Revision = 0,
        NowNs = NowNs,
        Capacity = Capacity,
        Used = Used,
        Reserved = Reserved,
        Skills = Skills.AsSpan(),
        FreeLoaders = FreeLoaders,
    };

    internal static PoolObservation Of(in PoolView pool, in PoolEvent trigger) => new(
        trigger, pool.NowNs, pool.Catalog, pool.Capacity, pool.Used, pool.Reserved, pool.FreeLoaders, [.. pool.Skills]);
}

/// <summary>The consequence of one step.</summary>
/// <param name="Reward">The seconds waited and loaded since the step before, negated.</param>
/// <param name="IsDone">Every request has ended; only a reset goes on.</param>
public readonly record struct PoolTransition(PoolObservation Observation, double Reward, bool IsDone);
