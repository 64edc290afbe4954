using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// The slow work of a plant and its results: computed from profiles in a simulated plant, done by real runtimes in a live one. State,
/// queues and rules are the same for both. Each started work ends with an event of the plant.
/// </summary>
internal interface IPlantWork
{
    /// <summary>Begins to serve a request; ends with a completion.</summary>
    /// <param name="expectedNs">How long it takes by the profile of its skill.</param>
    void Serve(int slot, double expectedNs);

    /// <summary>A request is given up, in the queue or in service.</summary>
    /// <param name="why">The reason for which its runtime went; null where nothing is known beyond the loss.</param>
    void Lose(int slot, RequestLoss loss, string? why);

    /// <summary>Returns the correctness of the answer of a completed service, from 0 to 1; NaN if unknown.</summary>
    double Judge(int slot);

    /// <summary>Returns the time of the first output of a completed service.</summary>
    long FirstOutputNs(int slot);

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
