namespace Teleo.Controller.Domain;

/// <summary>What the plant says when it is handed a command.</summary>
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

    /// <summary>The controller was told to stop before the command left.</summary>
    Cancelled,
}
