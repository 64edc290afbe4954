namespace Teleo.Experiments.Studies;

/// <summary>One action on a study, as a line of its ledger of attempts.</summary>
/// <param name="What">register, run, look, merge, witness or amend.</param>
/// <param name="Registration">The hash of the registration at that time; empty before one.</param>
/// <param name="Detail">What was done, in words.</param>
/// <param name="Cells">The cells that were made, each as its name and the hash of its files.</param>
/// <param name="Previous">The hash of the line before; empty for the first.</param>
/// <param name="Hash">SHA-256 of all other fields.</param>
internal sealed record Attempt(
    int Number, string What, DateTimeOffset Utc, string Registration, string Detail, IReadOnlyList<string> Cells, string Previous,
        string Hash);
