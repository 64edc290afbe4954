namespace Teleo.Experiments.Falsification;

/// <summary>Says a verdict in words, as texts and pages print it; files for programs keep its name.</summary>
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
