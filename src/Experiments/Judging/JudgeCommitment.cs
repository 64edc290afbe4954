using Teleo.Experiments.Falsification;

namespace Teleo.Experiments.Judging;

/// <summary>One commitment with its criteria, all of which must hold.</summary>
internal sealed record JudgeCommitment(string Id, string Name, IReadOnlyList<JudgeCriterion> Criteria)
{
    public JudgeVerdict Judge(JudgeEvidence evidence)
    {
        JudgeFinding[] findings = [.. Criteria.Select(criterion => criterion.Judge(evidence))];
        var verdict = findings.Any(f => f.Answer == CriterionAnswer.Fails) ? CommitmentVerdict.Refuted
            : findings.Any(f => f.Answer == CriterionAnswer.NotMeasured) ? CommitmentVerdict.NotDemonstrated
            : findings.Any(f => f.Answer == CriterionAnswer.Unknown) ? CommitmentVerdict.Undecided
            : CommitmentVerdict.Demonstrated;
        return new(this, verdict, findings, "");
    }
}

/// <summary>The verdict on one commitment.</summary>
/// <param name="Note">Why the verdict is not what the criteria alone would give; empty where it is.</param>
internal sealed record JudgeVerdict(
    JudgeCommitment Commitment, CommitmentVerdict Verdict, IReadOnlyList<JudgeFinding> Findings, string Note);
