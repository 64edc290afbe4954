using Teleo.Experiments.Falsification;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>The verdicts on one subject, and the judge's findings about its state.</summary>
/// <param name="Disqualified">Why no commitment can hold; empty where the subject keeps to the contract.</param>
/// <param name="Unreadable">Its state cannot be read, so nothing can be demonstrated.</param>
internal sealed record JudgeResult(
    string Subject, IReadOnlyList<JudgeVerdict> Verdicts, string Disqualified, bool Unreadable, JudgeEvidence Evidence)
{
    public static JudgeResult Of(SubjectSource source, JudgeEvidence evidence)
    {
        JudgedRun[] runs = [.. evidence.Runs(JudgeWorld.Stationary, Treatments.Full)!,
            .. evidence.Runs(JudgeWorld.Choice, Treatments.Full)!];
        string disqualified = WhyDisqualified(runs);
        bool unreadable = runs.All(run => run.Meter.Rechecked == 0);
        var verdicts = JudgeCriteria.All.Select(commitment => Adjust(commitment.Judge(evidence), disqualified, unreadable)).ToList();
        return new(source.Name, verdicts, disqualified, unreadable, evidence);
    }

    private static string WhyDisqualified(JudgedRun[] runs)
    {
        long checks = runs.Sum(run => run.Meter.Rechecked), differences = runs.Sum(run => run.Meter.RecheckDifferences);
        if (differences > 0) return $"hidden state: {differences} of {checks} decisions made again from the recorded state came out "
            + $"otherwise";
        long overdrawn = runs.Sum(run => run.Meter.Overdrawn);
        return overdrawn > 0 ? $"{overdrawn} decisions took a candidate that they had declared forbidden" : "";
    }

    private static JudgeVerdict Adjust(JudgeVerdict verdict, string disqualified, bool unreadable)
    {
        bool isCommitment = verdict.Commitment.Id[0] == 'C' && verdict.Commitment.Id != "CB";
        if (disqualified.Length > 0 && isCommitment) return verdict with { Verdict = CommitmentVerdict.Refuted, Note = disqualified };
        return unreadable && isCommitment && verdict.Verdict == CommitmentVerdict.Demonstrated
            ? verdict with
            {
                Verdict = CommitmentVerdict.Undecided,
                Note = "its state cannot be read and set, so its decisions cannot be checked",
            }
            : verdict;
    }
}
