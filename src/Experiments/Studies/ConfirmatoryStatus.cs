namespace Teleo.Experiments.Studies;

/// <summary>The right of results to confirm a claim, and the departures that take it away.</summary>
/// <param name="Attempts">How often a study of this name was registered in this place.</param>
/// <param name="Witness">The witness and time of the registration, or that it was not witnessed.</param>
internal sealed record ConfirmatoryStatus(IReadOnlyList<string> Departures, int Attempts = 1, string Witness = "not witnessed")
{
    public bool IsConfirmatory => Departures.Count == 0;

    public static ConfirmatoryStatus Of(Registration? registration, StudyDefinition study, ICellRunner runner, string folder)
    {
        if (registration is null) return new(["it was not registered before it ran"]);
        var departures = new List<string>(registration.Departures(study, runner));
        var attempts = new AttemptLedger(folder).Read(out string? gap);
        if (gap is not null) departures.Add(gap);
        else if (!attempts.Any(attempt => attempt.What == "register" && attempt.Registration == registration.Sha256)) departures.Add(
            "the ledger of attempts does not hold this registration");
        var firstRun = attempts.FirstOrDefault(attempt => attempt.What == "run" && attempt.Registration == registration.Sha256)?.Utc;
        return new(departures, attempts.Count(attempt => attempt.What == "register"),
            WitnessReceipt.Standing(folder, registration, firstRun));
    }

    /// <summary>The same with further reasons against it.</summary>
    public ConfirmatoryStatus With(IReadOnlyList<string> departures) =>
        departures.Count == 0 ? this : this with { Departures = [.. Departures, .. departures] };

    public override string ToString() => IsConfirmatory
        ? $"confirmatory, {Witness}{(Attempts > 1 ? $", attempt {Attempts} of this study" : "")}"
        : $"exploratory: {string.Join("; ", Departures)}";
}
