using Teleo.Engine.Input;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>One line of <c>claims.csv</c>.</summary>
/// <param name="Effect">The effect that decided; null for commitments and for controls on the runs.</param>
internal sealed record ClaimRow(
    string Id, string Kind, string Claim, string Verdict, string Reason, Effect? Effect = null, Multiverse? Multiverse = null)
{
    public static readonly StudyColumn<ClaimRow>[] Columns =
    [
        new("id", "", "id in the definition", row => row.Id),
        new("kind", "", "hypothesis, negative, positive or no-gain control, control on these runs, commitment, or criterion of one",
            row => row.Kind),
        new("claim", "", "what was claimed", row => row.Claim),
        new("verdict", "",
            "of a claim supported, refuted or undecided; of a commitment demonstrated, refuted, undecided or not-demonstrated; of a "
                + "criterion holds, fails, unknown or not-measured",
            row => row.Verdict),
        new("reason", "", "why, in words", row => row.Reason),
        new("arm", "", "policy or ablation that is compared with the baseline", row => row.Effect?.Arm),
        new("metric", "", "metric that decides", row => row.Effect?.Metric.Name),
        new("difference", "share of the baseline's mean", "mean over seeds and scenarios not used for tuning, arm minus baseline",
            row => row.Effect?.Difference),
        new("lower95", "share of the baseline's mean", "lower end of its 95 % interval", row => row.Effect?.Interval95.Lower),
        new("upper95", "share of the baseline's mean", "upper end of it", row => row.Effect?.Interval95.Upper),
        new("adjusted_p", "", "sign-flip p-value adjusted for the number of arms", row => row.Effect?.AdjustedP),
        new("sign_share", "share", "analyses of the same runs that agree with the predicted sign", row => row.Multiverse?.ShareWithSign),
        new("joint_p", "", "p-value of the median effect over all analyses", row => row.Multiverse?.JointP),
    ];

    /// <summary>A commitment and each criterion behind it.</summary>
    public static IEnumerable<ClaimRow> Of(CommitmentResult result) =>
    [
        new(result.Commitment.Id, "commitment", $"{result.Commitment.Name}: {result.Commitment.Says}", Word(result.Verdict), result.Reason),
        .. result.Findings.Select(found =>
            new ClaimRow(found.Criterion.Id, "criterion", found.Criterion.Says, Word(found.Finding.Answer), found.Finding.Evidence)),
    ];

    public static ClaimRow Of(SelfControl control) =>
        new(control.Id, "control on these runs", control.Says, control.Holds ? "supported" : "refuted", control.Evidence);

    public static ClaimRow Of(Judged judged) =>
        new(judged.Id, judged.Kind, judged.Claim, Word(judged.Verdict), judged.Reason, judged.Effect, judged.Multiverse);

    private static string Word<T>(T value) => Json.Of(value).Trim('"');
}
