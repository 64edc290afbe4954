using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Reports;

/// <summary>Summarises a study in five sentences from its tables: question, findings, refutations, certainty, repetition.</summary>
internal static class StudySentences
{
    public static IEnumerable<string> Of(StudySummary summary, StudyEnvironment environment) =>
        [Asked(summary.Results), Found(summary), Refuted(summary), Sure(summary), Again(environment)];

    /// <summary>Counts the claims and commitments that came out each way, and says what the results may be used for.</summary>
    public static string Short(StudySummary summary)
    {
        int supported = Claims(summary, ClaimVerdict.Supported).Count() + Commitments(summary, CommitmentVerdict.Demonstrated).Count();
        int refuted = Claims(summary, ClaimVerdict.Refuted).Count() + Commitments(summary, CommitmentVerdict.Refuted).Count();
        int all = summary.Judged.Count(one => one.Kind == ClaimJudge.Hypothesis) + summary.Commitments.Count;
        string found = all == 0 ? "No claim was stated"
            : $"Of {StudyPhrases.Counted(all, "claim")}, {supported} supported, {refuted} refuted, {all - supported - refuted} undecided";
        return $"{found}. The results are {summary.Standing}.";
    }

    private static string Asked(StudyResults results)
    {
        var study = results.Study;
        return $"Asked: {study.Question} ({study.Arms.Length} arms on {StudyPhrases.Counted(study.Workloads.Length, "workload")} at "
            + $"{StudyPhrases.Counted(study.Budgets.Length, "budget")} under {study.Seeds.Length} seeds, {results.Runs.Length} runs, "
            + $"judged by {study.PrimaryMetric}).";
    }

    private static string Found(StudySummary summary)
    {
        var supported = Claims(summary, ClaimVerdict.Supported).Select(Claimed)
            .Concat(Commitments(summary, CommitmentVerdict.Demonstrated)).ToList();
        return supported.Count == 0 ? "Found: no claim is supported." : $"Found: supported is {string.Join("; ", supported)}.";
    }

    private static string Refuted(StudySummary summary)
    {
        var refuted = Claims(summary, ClaimVerdict.Refuted).Select(Claimed)
            .Concat(Commitments(summary, CommitmentVerdict.Refuted)).ToList();
        int open = Claims(summary, ClaimVerdict.Undecided).Count()
            + summary.Commitments.Count(one => one.Verdict is not (CommitmentVerdict.Demonstrated or CommitmentVerdict.Refuted));
        string rest = $"{open} {(open == 1 ? "claim stays" : "claims stay")} undecided";
        return refuted.Count == 0 ? $"Refuted: nothing; {rest}." : $"Refuted: {string.Join("; ", refuted)}; {rest}.";
    }

    private static string Sure(StudySummary summary)
    {
        var study = summary.Results.Study;
        var controls = summary.Judged.Where(one => one.Kind != ClaimJudge.Hypothesis).ToList();
        int held = controls.Count(one => one.Verdict == ClaimVerdict.Supported) + summary.SelfControls.Count(one => one.Holds);
        return $"How sure: the results are {summary.Standing}, {held} of {controls.Count + summary.SelfControls.Count} controls came out "
            + $"as they must, {summary.Results.FailedRuns} runs failed, intervals are 95 % over {study.Seeds.Length} seeds, and "
            + $"differences below {StudyPhrases.Signed(study.SmallestEffect).TrimStart('+')} count as none.";
    }

    private static string Again(StudyEnvironment environment) =>
        $"Again: {environment.Command}, with the program at commit {environment.Commit}, gives these tables byte by byte.";

    private static IEnumerable<Judged> Claims(StudySummary summary, ClaimVerdict verdict) =>
        summary.Judged.Where(one => one.Kind == ClaimJudge.Hypothesis && one.Verdict == verdict);

    private static IEnumerable<string> Commitments(StudySummary summary, CommitmentVerdict verdict) =>
        summary.Commitments.Where(one => one.Verdict == verdict).Select(one => $"{one.Commitment.Id} ({one.Commitment.Name})");

    /// <summary>A claim with the measured difference that judges it.</summary>
    private static string Claimed(Judged one) => $"{one.Id} \"{one.Claim.TrimEnd('.')}\" ({one.Effect.Metric.Name} "
        + $"{StudyPhrases.Signed(one.Effect.Difference)}, {StudyPhrases.Range(one.Effect.Interval95)})";
}
