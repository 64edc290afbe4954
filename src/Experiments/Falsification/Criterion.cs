using System.Collections.Immutable;

namespace Teleo.Experiments.Falsification;

/// <summary>One criterion of a commitment with its threshold, fixed before the runs.</summary>
/// <param name="Falsifier">The falsifier of the theory (F1 to F5) that a failure is; empty where it is none of them.</param>
/// <param name="Arms">The arms without which it is not measured.</param>
internal sealed record Criterion(
    string Id,
    string Says,
    string Falsifier,
    ImmutableArray<string> Arms,
    Func<Evidence, Finding> Find)
{
    public Finding Judge(Evidence evidence)
    {
        string missing = string.Join(", ", Arms.Where(arm => !evidence.Has(arm)));
        return missing.Length > 0 ? new(CriterionAnswer.NotMeasured, $"no runs of {missing}") : Find(evidence);
    }
}
