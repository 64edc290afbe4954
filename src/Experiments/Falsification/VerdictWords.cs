namespace Teleo.Experiments.Falsification;

/// <summary>The words for verdicts in texts and pages; files for programs keep their names.</summary>
internal static class VerdictWords
{
    public static string Words(this CommitmentVerdict verdict) => verdict switch
    {
        CommitmentVerdict.Demonstrated => "demonstrated",
        CommitmentVerdict.Refuted => "refuted",
        CommitmentVerdict.Undecided => "undecided",
        _ => "not demonstrated",
    };
}
