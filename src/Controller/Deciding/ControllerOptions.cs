using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>
/// All options of the controller with their defaults. The options are part of every trace header, and an ablation is a copy with one
/// change.
/// </summary>
public sealed record ControllerOptions
{
    /// <summary>Seconds between two decisions without another event.</summary>
    public double TickSeconds { get; init; } = 5;

    public AdaptationOptions Adaptation { get; init; } = new();
    public LedgerOptions Ledger { get; init; } = LedgerOptions.Pool;

    /// <summary>The account of each source of foresight, and by which rule the resource is earned at all.</summary>
    public ForesightOptions Foresight { get; init; } = new();

    /// <summary>Gives the bounds that the resource is booked within, under the rule that earns it.</summary>
    public LedgerOptions ForLedger() =>
        Foresight.Rule == ResourceRule.ServiceEarned ? Ledger : Ledger with { Minimum = 0, Maximum = Foresight.Ceiling() };

    /// <summary>Gives the number of accounts that a decision reads.</summary>
    public int AccountCount() => Foresight.Rule == ResourceRule.ServiceEarned ? 0 : new Sources(Foresight).Accounts;

    /// <summary>The coupling of the gate to the resource.</summary>
    public Coupling Coupling { get; init; } = Coupling.Full;

    /// <summary>Decisions by which a lagged coupling lags.</summary>
    public int CouplingLag { get; init; } = 20;

    public GeneratorOptions Generator { get; init; } = new();
    public EligibilityOptions Eligibility { get; init; } = new();
    public ScoreOptions Score { get; init; } = new();
    public StabiliserOptions Stabilisers { get; init; } = new();
    public SelectionOptions Selection { get; init; } = new();

    /// <summary>Every fault at once, each with the place it stands at.</summary>
    public IEnumerable<string> Problems() =>
    [
        .. Broken(Positive(TickSeconds), NotNegative(CouplingLag)),
        .. Within(nameof(Adaptation), Adaptation.Problems()),
        .. Within(nameof(Ledger), Ledger.Problems()),
        .. Within(nameof(Foresight), Foresight.Problems()),
        .. Within(nameof(Generator), Generator.Problems()),
        .. Within(nameof(Eligibility), Eligibility.Problems()),
        .. Within(nameof(Score), Score.Problems()),
        .. Within(nameof(Stabilisers), Stabilisers.Problems()),
        .. Within(nameof(Selection), Selection.Problems()),
    ];
}
