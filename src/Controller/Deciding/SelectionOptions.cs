using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>The options of the choice among scored candidates.</summary>
public sealed record SelectionOptions
{
    public SelectionRule Rule { get; init; } = SelectionRule.Best;

    public StructureMode Structure { get; init; } = StructureMode.Free;

    /// <summary>Credits by which an action must beat doing nothing; any advantage is enough by default.</summary>
    public double Margin { get; init; }

    /// <summary>Off: the best structural action is taken even where doing nothing would be better.</summary>
    public bool AllowNoOp { get; init; } = true;

    /// <summary>
    /// The number of accepted actions after which structure is stopped from outside; such a stop is labelled and is no emergent halt.
    /// </summary>
    public long MaximumMoves { get; init; } = long.MaxValue;

    /// <summary>Chance per decision of <see cref="SelectionRule.RandomAtRate"/>, set to the rate of the arm it is matched with.</summary>
    public double ActionRate { get; init; } = 0.1;

    /// <summary>Decisions between two steps of <see cref="SelectionRule.ScheduledGrowth"/>, and the number of steps.</summary>
    public int GrowthInterval { get; init; } = 10;
    public int GrowthSteps { get; init; } = int.MaxValue;

    /// <summary>Free share below which <see cref="SelectionRule.CostOnly"/> unloads.</summary>
    public double PruneBelowFreeShare { get; init; } = 0.1;

    public IEnumerable<string> Problems() => Broken(
        NotNegative(Margin),
        NotNegative(MaximumMoves),
        Share(ActionRate),
        AtLeast(1, GrowthInterval),
        NotNegative(GrowthSteps),
        Share(PruneBelowFreeShare));
}
