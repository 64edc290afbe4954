using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>The treatments that the criteria read, by name.</summary>
internal static class Treatments
{
    public const string Full = "full", Frozen = "learning-frozen", HalfFalse = "half-false-outcomes", AllFalse = "all-false-outcomes",
        Open = "account-open",
        Clock = "account-clock", Noise = "account-noise", Mean = "account-mean", Lagged = "account-lagged", Worst = "inverted-comparator",
            Random = "random-candidate",
        Reset = "counters-reset";

    /// <summary>Treatments whose scale is set so that the account forbids as often as without treatment.</summary>
    public static readonly IReadOnlyList<Treatment> Matched =
    [
        new(Clock) { Account = AccountRule.Clock },
        new(Noise) { Account = AccountRule.Noise },
        new(Mean) { Account = AccountRule.Mean },
        new(Lagged) { Account = AccountRule.Lagged },
    ];

    /// <summary>Every world with the untreated subject.</summary>
    public static readonly IReadOnlyList<(JudgeWorld World, Treatment Treatment)> Plain =
    [
        (JudgeWorld.Stationary, Treatment.None), (JudgeWorld.Shift, Treatment.None), (JudgeWorld.Choice, Treatment.None),
        (JudgeWorld.Unchanged, Treatment.None),
    ];

    /// <summary>Every world with the changes that are made in it, each of one size.</summary>
    public static readonly IReadOnlyList<(JudgeWorld World, Treatment Treatment)> Changed =
    [
        (JudgeWorld.Stationary, new(Worst) { Choice = ChoiceRule.Worst }),
        (JudgeWorld.Stationary, new(Random) { Choice = ChoiceRule.Random }),
        (JudgeWorld.Shift, new(Frozen) { FreezeLearningAtSeconds = JudgeWorld.Shift.ShiftSeconds }),
        (JudgeWorld.Choice, new(HalfFalse) { FalseOutcomes = 0.5 }),
        (JudgeWorld.Choice, new(AllFalse) { FalseOutcomes = 1 }),
        (JudgeWorld.Choice, new(Open) { Account = AccountRule.Open }),
        (JudgeWorld.Choice, new(Reset) { ResetRestAtSeconds = JudgeWorld.ResetSeconds }),
    ];

    /// <summary>Policies that show what can be reached in a world.</summary>
    public static readonly IReadOnlyList<(JudgeWorld World, string Policy)> References =
    [
        (JudgeWorld.Stationary, "drift-plus-penalty"),
        (JudgeWorld.Choice, "value-set"),
        (JudgeWorld.Choice, "gdsf"),
        (JudgeWorld.Choice, "lru"),
        (JudgeWorld.Choice, "never-act"),
        (JudgeWorld.Choice, "static-train"),
        (JudgeWorld.Choice, JudgeWorld.ReferenceName),
    ];
}
