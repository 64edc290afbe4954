namespace Teleo.Experiments.Studies;

/// <summary>The right of results to confirm a claim, and the departures that take it away.</summary>
internal sealed record ConfirmatoryStatus(IReadOnlyList<string> Departures)
{
    public bool IsConfirmatory => Departures.Count == 0;

    public static ConfirmatoryStatus Of(Registration? registration, StudyDefinition study, ICellRunner runner) =>
        new(registration is null ? ["it was not registered before it ran"] : registration.Departures(study, runner));

    public override string ToString() => IsConfirmatory ? "confirmatory" : $"exploratory: {string.Join("; ", Departures)}";
}
