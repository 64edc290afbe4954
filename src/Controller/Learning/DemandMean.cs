namespace Teleo.Controller.Learning;

/// <summary>The rule by which the rates under several half-lives become one.</summary>
public enum DemandMean
{
    /// <summary>
    /// Their geometric mean: the fastest count falls first in a silence and pulls it down, while a clump of arrivals lifts
    /// the fastest alone.
    /// </summary>
    Geometric,

    /// <summary>Their mean by belief, and each is believed as far as it foretold the next arrival of the whole pool.</summary>
    Believed,
}
