using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// llama-swap with swapping groups: a model replaces the one of its own group and leaves the other groups unchanged. Models without a group
/// stay.
/// </summary>
/// <param name="groupOf">The group of each skill; -1 for one that is never unloaded.</param>
public sealed class SwapGroupsPolicy(string name, Catalog catalog, IReadOnlyList<int> groupOf) : DemandPolicy(name, catalog)
{
    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            bool isInTheWay = i != target && groupOf[i] >= 0 && groupOf[i] == groupOf[target] && Plan.Stays(i, pool);
            if (isInTheWay && !Plan.TryLeave(i, pool)) return false;
        }

        return true;
    }
}
