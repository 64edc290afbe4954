namespace Teleo.Controller.Ledger;

/// <summary>Why a row was written.</summary>
public enum LedgerEntry : byte
{
    /// <summary>The accrual since the row before: earnings of outcomes less upkeep.</summary>
    Accrual,

    /// <summary>The cost of one accepted action.</summary>
    Action,

    /// <summary>The rule at the minimum restored a checkpoint of the resource.</summary>
    Restore,

    /// <summary>A successor began with a fresh endowment.</summary>
    Succession,
}

/// <summary>One step of the ledger with every term of the law, in credits; <paramref name="Rho"/> is a share.</summary>
public readonly record struct LedgerRow(
    LedgerEntry Entry,
    double Before,
    double Rho,
    double Gain,
    double Penalty,
    double Maintenance,
    double ActionCost,
    double After)
{
    /// <summary>Returns true if <see cref="After"/> is exactly what the law gives; a restore or succession sets it instead.</summary>
    public bool Balances(double minimum, double maximum) =>
        Entry is LedgerEntry.Restore or LedgerEntry.Succession
        || After.Equals(ResourceLaw.Next(Before, Rho, Gain, Penalty, Maintenance, ActionCost, minimum, maximum));
}
