namespace Teleo.Controller.Deciding;

/// <summary>Lets through what the endogenous resource can pay for: cost at most the resource less its floor. A resource that is not a number pays for nothing.</summary>
internal static class Gate
{
    public static void Mark(double resource, double floor, CandidateSet candidates)
    {
        foreach (ref var candidate in candidates.AsSpan()) candidate.IsAffordable = candidate.Cost <= resource - floor;
        candidates[0].IsAffordable = true;   // doing nothing is free
    }
}
