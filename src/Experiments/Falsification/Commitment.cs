using System.Collections.Immutable;

namespace Teleo.Experiments.Falsification;

/// <summary>The four verdicts on a commitment. There is no total score.</summary>
internal enum CommitmentVerdict
{
    NotDemonstrated,
    Demonstrated,
    Refuted,
    Undecided,
}

/// <summary>One commitment of the theory with all its criteria.</summary>
internal sealed record Commitment(string Id, string Name, string Says, ImmutableArray<Criterion> Criteria)
{
    public CommitmentResult Judge(Evidence evidence)
    {
        ImmutableArray<(Criterion Criterion, Finding Finding)> findings =
            [.. Criteria.Select(criterion => (criterion, criterion.Judge(evidence)))];
        var (verdict, decisive) =
            findings.Any(f => f.Finding.Answer == CriterionAnswer.Fails) ? (CommitmentVerdict.Refuted, CriterionAnswer.Fails)
            : findings.Any(f => f.Finding.Answer == CriterionAnswer.NotMeasured)
                ? (CommitmentVerdict.NotDemonstrated, CriterionAnswer.NotMeasured)
            : findings.Any(f => f.Finding.Answer == CriterionAnswer.Unknown) ? (CommitmentVerdict.Undecided, CriterionAnswer.Unknown)
            : (CommitmentVerdict.Demonstrated, CriterionAnswer.Holds);
        return new(this, verdict, decisive, findings);
    }
}

/// <summary>A judged commitment with every finding behind it.</summary>
/// <param name="Decisive">The answer that made the verdict: the findings that gave it are the reason.</param>
internal sealed record CommitmentResult(
    Commitment Commitment,
    CommitmentVerdict Verdict,
    CriterionAnswer Decisive,
    ImmutableArray<(Criterion Criterion, Finding Finding)> Findings)
{
    public string Reason => Verdict == CommitmentVerdict.Demonstrated
        ? $"all {Findings.Length} criteria hold"
        : string.Join("; ", Findings.Where(f => f.Finding.Answer == Decisive)
            .Select(f => $"{f.Criterion.Id} {f.Criterion.Says}: {f.Finding.Evidence}"));
}
