using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Ledger;

/// <summary>The parameters of the resource law. The presets are the named points from which studies start.</summary>
public sealed record LedgerOptions
{
    public static readonly LedgerOptions Pool = new();

    /// <summary>The preprint's law: no decay, no upkeep, ten for a right answer and ten against a wrong one, death at nothing.</summary>
    public static readonly LedgerOptions De11 = new()
    {
        HalfLifeSeconds = double.PositiveInfinity,
        GainPerCorrect = 10,
        PenaltyPerWrong = 10,
        MaintenancePerShareSecond = 0,
        Initial = 10,
        Maximum = double.PositiveInfinity,
        AtFloor = FloorRule.Successor,
        Costs = new ActionCosts
        {
            Activate = 5,
            Deactivate = 0,
            Suspend = 0,
            Replace = 8,
            Retire = 0,
            Reserve = 0,
            Merge = 8,
            Split = 8,
            PerLoadSecond = 0,
            Sponsorship = 0,
        },
    };

    public static readonly LedgerOptions NoDecay = new() { HalfLifeSeconds = double.PositiveInfinity };

    public static readonly LedgerOptions NoMaintenance = new() { MaintenancePerShareSecond = 0 };

    public static readonly LedgerOptions Saturating = new() { SaturatingGain = true };

    public static IReadOnlyList<(string Name, LedgerOptions Options)> Presets { get; } =
        [("pool", Pool), ("de11", De11), ("no-decay", NoDecay), ("no-maintenance", NoMaintenance), ("saturating", Saturating)];

    /// <summary>Seconds in which unspent credits halve: old earnings say little about what is affordable now.</summary>
    public double HalfLifeSeconds { get; init; } = 120;

    /// <summary>
    /// Credits for a right answer within its time: the share of its value, which is 1, that service sets aside for restructuring.
    /// </summary>
    public double GainPerCorrect { get; init; } = 0.01;

    /// <summary>Credits against an answer that is wrong or late.</summary>
    public double PenaltyPerWrong { get; init; } = 0.005;

    /// <summary>Credits per second of upkeep if all of the tightest byte lane is in use: resident skills have to earn it.</summary>
    public double MaintenancePerShareSecond { get; init; } = 0.005;

    /// <summary>Gains shrink in proportion as the resource nears its maximum.</summary>
    public bool SaturatingGain { get; init; }

    public double Initial { get; init; } = 2;
    public double Minimum { get; init; }
    public double Maximum { get; init; } = 5;

    public FloorRule AtFloor { get; init; } = FloorRule.RejectAction;

    /// <summary>The balance at which dormancy ends.</summary>
    public double WakeAt { get; init; } = 1;

    /// <summary>Seconds between checkpoints of the resource, for the rule that restores one.</summary>
    public double CheckpointSeconds { get; init; } = 300;

    public ActionCosts Costs { get; init; } = new();

    public IEnumerable<string> Problems() =>
    [
        .. Broken(
            Positive(HalfLifeSeconds),
            NotNegative(GainPerCorrect),
            NotNegative(PenaltyPerWrong),
            NotNegative(MaintenancePerShareSecond),
            Must(double.IsFinite(Minimum), "be finite", Minimum),
            Must(Maximum > Minimum, $"be above {nameof(Minimum)} ({Minimum})", Maximum),
            Must(Initial >= Minimum && Initial <= Maximum, $"lie between {Minimum} and {Maximum}", Initial),
            Unless(!SaturatingGain || double.IsFinite(Maximum), $"{nameof(SaturatingGain)} needs a finite {nameof(Maximum)}"),
            Must(AtFloor != FloorRule.Dormancy || (WakeAt > Minimum && WakeAt <= Maximum),
                $"lie above {Minimum} and not above {Maximum}", WakeAt),
            Positive(CheckpointSeconds)),
        .. Costs.Problems(),
    ];
}
