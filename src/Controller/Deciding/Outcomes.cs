using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Controller.Deciding;

/// <summary>Computes the outcome of a decision with an action from the answers of guard and plant.</summary>
public static class Outcomes
{
    public static OutcomeCode Of(in Settlement settlement) => settlement.Verdict switch
    {
        GuardVerdict.None => Of(settlement.Receipt.Status),
        GuardVerdict.Memory => OutcomeCode.MemoryGuard,
        GuardVerdict.Timeout => OutcomeCode.Timeout,
        GuardVerdict.Illegal => OutcomeCode.InfeasibleAction,
        _ => OutcomeCode.GuardVeto,
    };

    private static OutcomeCode Of(CommandStatus status) => status switch
    {
        CommandStatus.Accepted or CommandStatus.AlreadyApplied => OutcomeCode.Acted,
        CommandStatus.RefusedByGuard => OutcomeCode.GuardVeto,
        CommandStatus.RefusedStale or CommandStatus.RefusedIllegal => OutcomeCode.InfeasibleAction,
        CommandStatus.Expired => OutcomeCode.Timeout,
        CommandStatus.Failed => OutcomeCode.ProcessFailure,
        CommandStatus.Cancelled => OutcomeCode.Cancellation,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
