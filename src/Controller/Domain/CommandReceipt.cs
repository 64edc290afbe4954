namespace Teleo.Controller.Domain;

/// <summary>The answer of the plant to a command that it is handed.</summary>
public readonly record struct CommandReceipt(ulong CommandId, CommandStatus Status, string? Detail = null);

public enum CommandStatus : byte
{
    Accepted,
    AlreadyApplied,
    RefusedByGuard,
    RefusedStale,
    RefusedIllegal,
    Expired,
    Failed,

    /// <summary>The controller was stopped before it sent the command.</summary>
    Cancelled,
}
