using Teleo.Controller.Domain;

namespace Teleo.Experiments.Simulator;

/// <summary>A policy that can name further actions of its last decision, for rollouts.</summary>
internal interface IOffersAlternatives
{
    /// <summary>Adds actions that are not in the list yet.</summary>
    void AddAlternatives(List<ControlAction> alternatives);
}
