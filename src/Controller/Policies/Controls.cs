using System.Collections.Immutable;
using Teleo.Controller.Deciding;

namespace Teleo.Controller.Policies;

/// <summary>
/// Controllers that score and gate as ours does and then do not choose by the score. Each is there to lose: where one does not, the
/// score carries no information.
/// </summary>
internal static class Controls
{
    public static ImmutableArray<Control> All { get; } =
    [
        new("inverted-comparator", "takes the worst allowed candidate",
            (o, _) => o with { Rule = SelectionRule.Worst }),
        new("random-action", "acts as often as another policy, on a candidate drawn at random",
            (o, c) => o with { Rule = SelectionRule.RandomAtRate, ActionRate = ActionShare(c) },
            new PolicyOption("share", 0, "share of decisions that act; 0 takes it from the recorded actions") { Most = 1 }),
        new("cost-only", "loads the smallest skill with waiting requests, and unloads the largest while less than a reserve is free",
            (o, c) => o with { Rule = SelectionRule.CostOnly, PruneBelowFreeShare = c["reserve"] },
            new PolicyOption("reserve", 0.1, "share of the pool to keep free") { Most = 1 }),
        new("scheduled-growth", "adds the next skill of the catalog every few decisions, as long as it fits",
            (o, c) => o with { Rule = SelectionRule.ScheduledGrowth, GrowthInterval = (int)c["every"] },
            new PolicyOption("every", 10, "decisions between additions") { Least = 1, Most = 1e6 }),
        new("fixed-routing", "loads the first skills of the catalog that fit and never changes them",
            (o, _) => o with { Rule = SelectionRule.ScheduledGrowth, GrowthInterval = 1 }),
    ];

    private static double ActionShare(PolicyContext context) =>
        context["share"] > 0
            ? context["share"]
            : (context.ActionLog ?? throw new PolicyRefusedException("it needs a share, or the recorded actions of another policy"))
                .ActionShare;

    /// <param name="Choose">Puts the rule into the options of the choice.</param>
    public sealed record Control(string Name, string Description, Func<SelectionOptions, PolicyContext, SelectionOptions> Choose,
        params PolicyOption[] Options);
}
