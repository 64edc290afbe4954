using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// llama-swap with swapping groups: a model replaces the one of its own group and leaves the other groups unchanged. Models without a group
/// stay.
/// </summary>
/// <param name="groupOf">The group of each skill; -1 for one that never leaves.</param>
public sealed class SwapGroupsPolicy(string name, Catalog catalog, IReadOnlyList<int> groupOf) : DemandPolicy(name, catalog)
{
    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            if (i == target || groupOf[i] < 0 || groupOf[i] != groupOf[target] || !Plan.Stays(i, pool)) continue;
            if (!Plan.MayLeave(i, pool)) return false;
            Plan.Leave(i, pool);
        }

        return true;
    }
}
