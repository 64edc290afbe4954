namespace Teleo.Experiments.Studies;

/// <summary>Decides when a study looks at its claims, and whether it may stop.</summary>
internal static class Stopping
{
    /// <summary>Numbers of seeds after which a study looks; the last is all of them.</summary>
    public static IEnumerable<int> Looks(StudyDefinition study)
    {
        var rule = study.Stopping;
        int all = study.Seeds.Length;
        if (rule.Rule != StoppingKind.None)
            for (int n = rule.Least; n < all; n += rule.Every) yield return n;
        yield return all;
    }

    /// <summary>Returns true if every claim is decided by the seeds at hand.</summary>
    public static bool IsEnough(StudyResults results) =>
        ClaimJudge.EffectsOfClaims(results).All(effect => results.Study.Stopping.Rule switch
    {
        StoppingKind.EProcess => effect.AdjustedP <= results.Study.Alpha,
        StoppingKind.ConfidenceSequence =>
            effect.Outcome is Statistics.MarginConclusion.Superior or Statistics.MarginConclusion.Inferior
                or Statistics.MarginConclusion.Equivalent,
        _ => false,
    });
}
