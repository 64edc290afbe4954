using Teleo.Controller.Domain;

namespace Teleo.Controller.Guards;

/// <summary>The result of one action that a policy chose.</summary>
/// <param name="Verdict">The guard's veto; the receipt is then <see cref="CommandStatus.RefusedByGuard"/>.</param>
public readonly record struct Settlement(ControlAction Action, GuardVerdict Verdict, CommandReceipt Receipt)
{
    public bool IsAccepted => Receipt.Status is CommandStatus.Accepted or CommandStatus.AlreadyApplied;
}
