namespace Teleo.Controller.Ledger;

/// <summary>By what the resource is earned, and what has to be paid from it.</summary>
public enum ResourceRule : byte
{
    /// <summary>Each source of foresight has an account that its bets fill and drain. A load waited for is owed.</summary>
    Bankroll,

    /// <summary>One account that right answers fill and that every action is paid from; who waits pays for the load.</summary>
    ServiceEarned,
}
