using Teleo.Controller.Domain;
using Teleo.Experiments.Bounds;

namespace Teleo.Experiments.Tests.Bounds;

/// <summary>Random small problems whose every request can be served.</summary>
internal static class Instances
{
    public static DemandInstance Random(ref RandomStream rng, bool withHolding, int resources, int skills = 0, int requests = 0)
    {
        int n = skills > 0 ? skills : 2 + rng.NextInt(3);
        int length = requests > 0 ? requests : 1 + rng.NextInt(7);
        var sizes = new double[n][];
        var costs = new double[n];
        for (int i = 0; i < n; i++)
        {
            sizes[i] = new double[resources];
            for (int k = 0; k < resources; k++) sizes[i][k] = 1 + rng.NextInt(5);
            costs[i] = 1 + rng.NextInt(8);
        }

        var sequence = new int[length];
        for (int t = 0; t < length; t++) sequence[t] = rng.NextInt(n);
        var capacity = new double[resources];
        for (int k = 0; k < resources; k++) capacity[k] = sizes.Max(s => s[k]) + rng.NextInt(2 * n);
        var holding = new double[withHolding ? n : 0];
        for (int i = 0; i < holding.Length; i++) holding[i] = rng.NextInt(3) * 0.5;
        return new DemandInstance(sequence, sizes, capacity, costs) { HoldingCosts = holding };
    }
}
