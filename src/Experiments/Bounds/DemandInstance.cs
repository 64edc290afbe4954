namespace Teleo.Experiments.Bounds;

/// <summary>
/// A pool as a caching problem: requests are served one after another, each by a resident, and an absent skill is loaded at its cost. Sizes
/// and capacity are vectors, one entry per resource.
/// </summary>
/// <param name="Requests">Indexes of skills, in order.</param>
/// <param name="Sizes">Size of each skill in each resource.</param>
internal sealed record DemandInstance(int[] Requests, double[][] Sizes, double[] Capacity, double[] LoadCosts)
{
    /// <summary>The cost of holding a skill at one request, the one served included; empty for nothing.</summary>
    public double[] HoldingCosts { get; init; } = [];

    public int Skills => Sizes.Length;

    /// <summary>Cost of loading and holding the requested skill at every request: no plan needs more.</summary>
    public double Most => Requests.Sum(skill => LoadCosts[skill]) + Requests.Sum(HoldingCost);

    /// <summary>Cost of the first load of every requested skill, which no plan avoids.</summary>
    public double Compulsory => Requests.Distinct().Sum(skill => LoadCosts[skill]);

    public double HoldingCost(int skill) => HoldingCosts.Length == 0 ? 0 : HoldingCosts[skill];

    public bool Fits(int skill) => Enumerable.Range(0, Capacity.Length).All(k => Sizes[skill][k] <= Capacity[k]);

    /// <summary>Throws where a request could never be served: the problem has no solution then.</summary>
    public void Check()
    {
        foreach (int skill in Requests.Distinct())
            if (!Fits(skill)) throw new ArgumentException($"skill {skill} is larger than the pool; its requests cannot be served");
    }
}
