namespace Teleo.Controller.Domain;

/// <summary>The envelope in which an action travels: every unload in any log leads back to one decision.</summary>
/// <param name="Id">Derived from the decision and the action's place in it, so that a retry carries the same id.</param>
/// <param name="Epoch">Counts restarts of the controller; a plant refuses commands of an older one.</param>
/// <param name="DeadlineNs">The plant refuses to start it after this time.</param>
public readonly record struct Command(
    ulong Id,
    uint Epoch,
    long DecisionId,
    long BasedOnRevision,
    long DeadlineNs,
    ControlAction Action);
