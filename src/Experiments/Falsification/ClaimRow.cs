using CsvHelper;
using Teleo.Engine.Input;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>One line of <c>claims.csv</c>.</summary>
[CsvRecord]
internal sealed partial record ClaimRow
{
    [CsvColumn("id")] public required string Id { get; init; }

    [CsvColumn("kind")] public required string Kind { get; init; }

    [CsvColumn("claim")] public required string Claim { get; init; }

    [CsvColumn("verdict")] public required string Verdict { get; init; }

    [CsvColumn("reason")] public required string Reason { get; init; }

    [CsvColumn("arm")] public required string Arm { get; init; }

    [CsvColumn("metric")] public required string Metric { get; init; }

    [CsvColumn("difference")] public required string Difference { get; init; }

    [CsvColumn("lower95")] public required string Lower { get; init; }

    [CsvColumn("upper95")] public required string Upper { get; init; }

    [CsvColumn("adjusted_p")] public required string AdjustedP { get; init; }

    [CsvColumn("sign_share")] public required string SignShare { get; init; }

    [CsvColumn("joint_p")] public required string JointP { get; init; }

    public static readonly ColumnRow[] Columns =
    [
        new("id", "", "id in the definition"),
        new("kind", "", "hypothesis, negative, positive or no-gain control, control on these runs, commitment, or criterion of one"),
        new("claim", "", "what was claimed"),
        new("verdict", "",
            "of a claim supported, refuted or undecided; of a commitment demonstrated, refuted, undecided or not-demonstrated; of a "
                + "criterion holds, fails, unknown or not-measured"),
        new("reason", "", "why, in words"),
        new("arm", "", "policy or ablation that is compared with the baseline"),
        new("metric", "", "metric that decides"),
        new("difference", "share of the baseline's mean", "mean over seeds and scenarios not used for tuning, arm minus baseline"),
        new("lower95", "share of the baseline's mean", "lower end of its 95 % interval"),
        new("upper95", "share of the baseline's mean", "upper end of it"),
        new("adjusted_p", "", "sign-flip p-value adjusted for the number of arms"),
        new("sign_share", "share", "analyses of the same runs that agree with the predicted sign"),
        new("joint_p", "", "p-value of the median effect over all analyses"),
    ];

    /// <summary>A commitment and each criterion behind it.</summary>
    public static IEnumerable<ClaimRow> Of(CommitmentResult result)
    {
        yield return Of(result.Commitment.Id, "commitment", $"{result.Commitment.Name}: {result.Commitment.Says}",
            Word(result.Verdict), result.Reason);
        foreach (var (criterion, finding) in result.Findings) yield return Of(criterion.Id, "criterion",
            criterion.Says, Word(finding.Answer), finding.Evidence);
    }

    public static ClaimRow Of(SelfControl control) =>
        Of(control.Id, "control on these runs", control.Says, control.Holds ? "supported" : "refuted", control.Evidence);

    private static ClaimRow Of(string id, string kind, string claim, string verdict, string reason) => new()
    {
        Id = id,
        Kind = kind,
        Claim = claim,
        Verdict = verdict,
        Reason = reason,
        Arm = "",
        Metric = "",
        Difference = "",
        Lower = "",
        Upper = "",
        AdjustedP = "",
        SignShare = "",
        JointP = "",
    };

    private static string Word<T>(T value) => Json.Of(value).Trim('"');

    public static ClaimRow Of(Judged judged) => new()
    {
        Id = judged.Id,
        Kind = judged.Kind,
        Claim = judged.Claim,
        Verdict = Word(judged.Verdict),
        Reason = judged.Reason,
        Arm = judged.Effect.Arm,
        Metric = judged.Effect.Metric.Name,
        Difference = StudyCsv.Text(judged.Effect.Difference),
        Lower = StudyCsv.Text(judged.Effect.Interval95.Lower),
        Upper = StudyCsv.Text(judged.Effect.Interval95.Upper),
        AdjustedP = StudyCsv.Text(judged.Effect.AdjustedP),
        SignShare = StudyCsv.Text(judged.Multiverse?.ShareWithSign ?? double.NaN),
        JointP = StudyCsv.Text(judged.Multiverse?.JointP ?? double.NaN),
    };
}
