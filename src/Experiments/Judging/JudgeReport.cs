using System.Globalization;
using Teleo.Experiments.Falsification;
using static Teleo.Experiments.Tables.QuantityText;

namespace Teleo.Experiments.Judging;

/// <summary>The verdicts on one subject as they are printed.</summary>
internal sealed record JudgeReport(string Subject, string Criteria, int Seeds, string Disqualified, IReadOnlyList<ReportedVerdict> Verdicts)
{
    /// <param name="only">One commitment; empty for all.</param>
    public static JudgeReport Of(JudgeResult result, string only = "") =>
        new(result.Subject, JudgeCriteria.Version, result.Evidence.Seeds, result.Disqualified,
    [
        .. result.Verdicts.Where(verdict => only.Length == 0 || verdict.Commitment.Id.Equals(only, StringComparison.OrdinalIgnoreCase))
            .Select(verdict => new ReportedVerdict(
                verdict.Commitment.Id, verdict.Commitment.Name, verdict.Verdict, verdict.Note,
                    [.. verdict.Findings.Select(finding => Of(finding, result.Evidence))])),
    ]);

    private static ReportedCriterion Of(JudgeFinding finding, JudgeEvidence evidence)
    {
        var criterion = finding.Criterion;
        var runs = evidence.Runs(criterion.World, criterion.Treatment);
        bool isKnown = finding.WorstSeed >= 0 && runs is not null;
        long? decision = isKnown && finding.Answer == CriterionAnswer.Fails ? criterion.DecisionOf?.Invoke(runs![finding.WorstSeed]) : null;
        return new(criterion.Id, criterion.Says, finding.Answer, finding.Evidence, criterion.Text(criterion.Threshold),
            double.IsFinite(finding.Detectable) ? criterion.Text(finding.Detectable) : "",
            Known(finding.Mean), Known(finding.Lower), Known(finding.Upper), criterion.Threshold, Known(finding.Detectable),
            criterion.World.Name, criterion.Treatment, isKnown ? evidence.FirstSeed + (ulong)finding.WorstSeed : null,
            decision is >= 0 ? decision : null);
    }
}

/// <summary>One commitment in a report.</summary>
internal sealed record ReportedVerdict(
    string Id, string Name, CommitmentVerdict Verdict, string Note, IReadOnlyList<ReportedCriterion> Criteria);

/// <summary>One criterion in a report.</summary>
/// <param name="Evidence">The mean of its figure with the 95 % interval.</param>
/// <param name="MustExceed">The threshold with its unit.</param>
/// <param name="Tells">The detectable mean with its unit; empty where there is none.</param>
/// <param name="Detectable">The mean that would be distinguished from the threshold with power 80 %.</param>
/// <param name="Seed">The seed with the lowest figure.</param>
/// <param name="Decision">The decision of that run that speaks most against the criterion.</param>
internal sealed record ReportedCriterion(
    string Id, string Says, CriterionAnswer Answer, string Evidence, string MustExceed, string Tells, double? Mean, double? Lower,
    double? Upper, double Threshold,
    double? Detectable, string World, string Treatment, ulong? Seed, long? Decision)
{
    /// <summary>The run that speaks most against it; empty where it does not fail.</summary>
    public string Run => Answer == CriterionAnswer.Fails && Seed is { } seed
        ? string.Create(CultureInfo.InvariantCulture, $"world {World}, treatment {Treatment}, seed {seed}") : "";

    /// <summary>The decision of that run, or its substitute.</summary>
    public string Place => Run.Length == 0 ? "" : Decision is { } number
        ? number.ToString(CultureInfo.InvariantCulture) : "the whole run";
}
