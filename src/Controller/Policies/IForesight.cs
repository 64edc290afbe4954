using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>A policy that accepts predictions from outside the arrivals.</summary>
public interface IForesight
{
    /// <summary>Takes note of a foretelling; whether to act on it is decided with the event that follows.</summary>
    void Foretell(in Foretelling foretelling, in PoolView pool);
}
