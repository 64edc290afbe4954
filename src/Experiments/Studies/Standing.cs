namespace Teleo.Experiments.Studies;

/// <summary>The right of results to confirm a claim, and the departures that take it away.</summary>
/// <param name="Attempts">How often a study of this name was registered in this place.</param>
internal sealed record Standing(IReadOnlyList<string> Departures, int Attempts = 1)
{
    public bool IsConfirmatory => Departures.Count == 0;

    public static Standing Of(Registration? registration, StudyDefinition study, ICellRunner runner, AttemptLedger ledger)
    {
        if (registration is null) return new(["it was not registered before it ran"]);
        var departures = new List<string>(registration.Departures(study, runner));
        var attempts = ledger.Read(out string? gap);
        if (gap is not null) departures.Add(gap);
        else if (!attempts.Any(attempt => attempt.What == "register" && attempt.Registration == registration.Sha256)) departures.Add(
            "the ledger of attempts does not hold this registration");
        return new(departures, attempts.Count(attempt => attempt.What == "register"));
    }

    /// <summary>The same with further reasons against it.</summary>
    public Standing With(IReadOnlyList<string> departures) =>
        departures.Count == 0 ? this : this with { Departures = [.. Departures, .. departures] };

    public override string ToString() => IsConfirmatory
        ? $"confirmatory, not witnessed{(Attempts > 1 ? $", attempt {Attempts} of this study" : "")}"
        : $"exploratory: {string.Join("; ", Departures)}";
}
