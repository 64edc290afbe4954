using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>The cause of a movement.</summary>
public enum AccountEntry : byte
{
    /// <summary>Time passed.</summary>
    Trickle,

    /// <summary>A bet was made.</summary>
    Stake,

    /// <summary>A bet ended.</summary>
    Settlement,

    /// <summary>All of it was taken away from outside.</summary>
    Drain,
}

/// <summary>One change of the account of a source, in seconds, in steps of 2^-20 s, so that every sum is exact.</summary>
/// <param name="Account">The number of the account.</param>
/// <param name="Source">The number of the source that bet; that of the account where time passed.</param>
/// <param name="Bet">The decision that made the bet; -1 where time passed.</param>
/// <param name="Skill">The skill that the bet is on; -1 where time passed.</param>
/// <param name="Added">The seconds that time added, or that came back of the stake.</param>
/// <param name="Taken">The seconds that were staked, faded, were cut by the ceiling or went to a debt.</param>
/// <param name="Debt">The debt after it.</param>
public readonly record struct AccountRow(
    AccountEntry Entry,
    int Account,
    int Source,
    long Bet,
    int Skill,
    double Before,
    double Added,
    double Taken,
    double After,
    double Debt)
{
    /// <summary>The stake of the bet.</summary>
    public double Staked { get; init; }

    /// <summary>Waits and loads that it spared.</summary>
    public double Saved { get; init; }

    /// <summary>Its load, reloads and waits that it caused.</summary>
    public double Harm { get; init; }

    /// <summary>Harm that neither stake nor balance could pay.</summary>
    public double Uncovered { get; init; }

    /// <summary>True where the row adds up, to the bit.</summary>
    public bool Balances => After.Equals(Before + Added - Taken) && After >= 0 && Debt >= 0;

    /// <summary>Takes the row through a saved state and gives it as it was kept.</summary>
    internal AccountRow Visit(StateFields fields)
    {
        var (entry, account, source, bet, skill, before, added, taken, after, debt) = this;
        double staked = Staked, saved = Saved, harm = Harm, uncovered = Uncovered;
        fields.Word(ref entry);
        fields.Number(ref account);
        fields.Number(ref source);
        fields.Number(ref bet);
        fields.Number(ref skill);
        fields.Amount(ref before);
        fields.Amount(ref added);
        fields.Amount(ref taken);
        fields.Amount(ref after);
        fields.Amount(ref debt);
        fields.Amount(ref staked);
        fields.Amount(ref saved);
        fields.Amount(ref harm);
        fields.Amount(ref uncovered);
        return new(entry, account, source, bet, skill, before, added, taken, after, debt)
        {
            Staked = staked,
            Saved = saved,
            Harm = harm,
            Uncovered = uncovered,
        };
    }
}
