namespace Teleo.Experiments.Studies;

/// <summary>Whether results may confirm a claim, and if not, why not.</summary>
internal sealed record Standing(IReadOnlyList<string> Departures)
{
    public bool IsConfirmatory => Departures.Count == 0;

    public static Standing Of(Registration? registration, StudyDefinition study, ICellRunner runner) =>
        new(registration is null ? ["it was not registered before it ran"] : registration.Departures(study, runner));

    public override string ToString() => IsConfirmatory ? "confirmatory" : $"exploratory: {string.Join("; ", Departures)}";
}
