namespace Teleo.Experiments.Bounds;

/// <summary>
/// The time between two requests of one skill, in which it may be kept: the steps strictly between them.
/// </summary>
/// <param name="First">The first step strictly between; beyond <paramref name="Last"/> for neighbours, which are free hits.</param>
/// <param name="Saving">The load that keeping saves, less what holding costs.</param>
internal readonly record struct GapInterval(int Skill, int First, int Last, double Saving)
{
    /// <summary>All gaps of an instance; keeping through one that saves nothing is left out.</summary>
    public static List<GapInterval> Of(DemandInstance instance)
    {
        var previous = new int[instance.Skills];
        Array.Fill(previous, -1);
        var gaps = new List<GapInterval>();
        for (int t = 0; t < instance.Requests.Length; t++)
        {
            int skill = instance.Requests[t];
            if (previous[skill] >= 0)
            {
                double saving = instance.LoadCosts[skill] - (t - previous[skill] - 1) * instance.HoldingCost(skill);
                if (saving > 0) gaps.Add(new GapInterval(skill, previous[skill] + 1, t - 1, saving));
            }

            previous[skill] = t;
        }

        return gaps;
    }
}
