namespace Teleo.Controller.Learning;

/// <summary>The rule that combines the rates under several half-lives.</summary>
public enum DemandMean
{
    /// <summary>
    /// Their geometric mean: the fastest count falls first in a silence and pulls it down, while a clump of arrivals lifts
    /// the fastest alone.
    /// </summary>
    Geometric,

    /// <summary>The weighted mean; each weight follows the success in predicting the next arrival of the whole pool.</summary>
    Believed,
}
