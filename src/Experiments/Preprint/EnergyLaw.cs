using Teleo.Controller.Ledger;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// The account of the resource: credits, and the number of successors that started after it was empty. The learner has no access to it.
/// </summary>
public readonly record struct EnergyAccount(double Balance, int Generation);

/// <summary>An event that changes the account.</summary>
public readonly record struct EnergyEvent
{
    private EnergyEvent(bool isOutcome, bool right, double amount) => (IsOutcome, Right, Amount) = (isOutcome, right, amount);

    public bool IsOutcome { get; }

    /// <summary>True if the rewarded prediction was right.</summary>
    public bool Right { get; }

    /// <summary>Complexity kept where a prediction was made; credits where an action was paid.</summary>
    public double Amount { get; }

    /// <summary>A prediction was made while a structure of this complexity was kept.</summary>
    public static EnergyEvent Predicted(bool right, double complexity) => new(true, right, complexity);

    /// <summary>An action was paid for.</summary>
    public static EnergyEvent Paid(double credits) => new(false, false, credits);
}

/// <summary>
/// The resource law of the learner. As published: +10 credits for a right prediction, -10 for a wrong one, 5 for genesis, 8 for a wedge, no
/// decay and no upkeep; at zero or below the structure is cleared and a successor starts with the initial endowment.
/// </summary>
public sealed record EnergyLaw
{
    public static readonly EnergyLaw De11 = new() { Name = "de11" };

    /// <summary>The published law without death: at zero the structure stays, and only what costs nothing is possible.</summary>
    public static readonly EnergyLaw Surviving = De11 with { Name = "de11-surviving", ClearsAtZero = false };

    /// <summary>Without death, and half of the resource is lost at every sample, so that at most twenty credits are kept.</summary>
    public static readonly EnergyLaw Decaying = Surviving with { Name = "de11-decaying", Kept = 0.5 };

    /// <summary>Without death, with an upkeep of half a credit per unit of complexity and sample.</summary>
    public static readonly EnergyLaw Maintained = Surviving with { Name = "de11-maintained", UpkeepPerComplexity = 0.5 };

    /// <summary>Without death, and rewards shrink as the resource nears twenty credits.</summary>
    public static readonly EnergyLaw Saturating = Surviving with
    {
        Name = "de11-saturating",
        Initial = 20,
        Most = 20,
        SaturatingReward = true,
    };

    public static IReadOnlyList<EnergyLaw> All { get; } = [De11, Surviving, Decaying, Maintained, Saturating];

    public required string Name { get; init; }

    /// <summary>The endowment. The preprint does not state it.</summary>
    public double Initial { get; init; } = 100;

    /// <summary>The share of the resource kept from one sample to the next: the preprint's gamma.</summary>
    public double Kept { get; init; } = 1;

    public double Reward { get; init; } = 10;
    public double Penalty { get; init; } = 10;
    public double GenesisCost { get; init; } = 5;
    public double WedgeCost { get; init; } = 8;

    /// <summary>Credits per unit of complexity and sample.</summary>
    public double UpkeepPerComplexity { get; init; }

    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Rewards shrink in proportion as the resource nears <see cref="Most"/>.</summary>
    public bool SaturatingReward { get; init; }

    /// <summary>True if at zero the structure is cleared and a successor starts with the initial endowment.</summary>
    public bool ClearsAtZero { get; init; } = true;

    public EnergyAccount Opening => new(Initial, 0);

    public double CostOf(StructuralAction action) => action switch
    {
        StructuralAction.NoOp => 0,
        StructuralAction.Genesis => GenesisCost,
        StructuralAction.Wedge => WedgeCost,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Books one event. The structure must be cleared where the generation of the account returned is a new one.</summary>
    public EnergyAccount Settle(in EnergyEvent entry, EnergyAccount account, out LedgerRow row)
    {
        double before = account.Balance;
        if (!entry.IsOutcome)
        {
            double paid = ResourceLaw.Next(before, 1, 0, 0, 0, entry.Amount, 0, Most);
            row = new(LedgerEntry.Action, before, 1, 0, 0, 0, entry.Amount, paid);
        }
        else
        {
            double gain = entry.Right ? Reward : 0, penalty = entry.Right ? 0 : Penalty, upkeep = UpkeepPerComplexity * entry.Amount;
            if (SaturatingReward) gain *= Math.Max(0, 1 - before / Most);
            double after = ResourceLaw.Next(before, Kept, gain, penalty, upkeep, 0, 0, Most);
            row = new(LedgerEntry.Accrual, before, Kept, gain, penalty, upkeep, 0, after);
        }

        return row.After > 0 || !ClearsAtZero ? account with { Balance = row.After } : new(Initial, account.Generation + 1);
    }

    public IEnumerable<string> Problems()
    {
        if (!(UpkeepPerComplexity >= 0 && double.IsFinite(UpkeepPerComplexity)))
            yield return $"upkeep must be 0 or more, not {UpkeepPerComplexity}";
        if (!(Most >= Initial)) yield return $"the most that the resource holds must be at least its endowment of {Initial}, not {Most}";
        if (SaturatingReward && !double.IsFinite(Most)) yield return "saturating rewards need a finite most";
    }
}
