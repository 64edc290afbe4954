using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// The slow work of a plant and its results: computed from profiles in a simulated plant, done by real runtimes in a live one. State,
/// queues and rules are the same for both. Each started work ends with an event of the plant.
/// </summary>
internal interface IPlantWork
{
    /// <summary>Begins to serve a request; ends with a completion.</summary>
    /// <param name="expectedNs">The expected duration by the profile of its skill.</param>
    void Serve(int slot, double expectedNs);

    /// <summary>Called if a request is aborted, in the queue or in service.</summary>
    /// <param name="why">The reason for the loss of its runtime; null if it is unknown.</param>
    void Lose(int slot, RequestLoss loss, string? why);

    /// <summary>Begins to load a skill, or to wake one that sleeps; ends with the end of the load.</summary>
    void Load(int skill, double expectedSeconds);

    /// <summary>A skill will have to go, for another (-1: for none).</summary>
    void Leave(int skill, int causedBy);

    /// <summary>Starts the unload of an unused skill; an event reports its end.</summary>
    void Unload(int skill, double expectedSeconds);

    /// <summary>Gives sessions and scratch of a skill back, at once.</summary>
    void Suspend(int skill);

    /// <summary>Returns the footprint of a skill, measured where it was loaded.</summary>
    ResourceVector FootprintOf(int skill);
}
