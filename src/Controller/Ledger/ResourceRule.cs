namespace Teleo.Controller.Ledger;

/// <summary>The rule by which the resource is earned and spent.</summary>
public enum ResourceRule : byte
{
    /// <summary>Each source of foresight has an account that its bets fill and drain. A load waited for is owed.</summary>
    Bankroll,

    /// <summary>One account, filled by right answers, that every action is paid from; waiting requests pay for their load.</summary>
    ServiceEarned,
}
