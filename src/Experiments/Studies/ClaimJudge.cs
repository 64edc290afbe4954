using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

internal enum ClaimVerdict
{
    Undecided,
    Supported,
    Refuted,
}

/// <summary>A judged hypothesis or control, with the reason in words.</summary>
internal sealed record Judged(string Id, string Kind, string Claim, Effect Effect, ClaimVerdict Verdict,
    string Reason, Multiverse? Multiverse = null);

/// <summary>
/// Judges claims. A claim is supported only if it was registered, its interval is beyond the margin, its adjusted p-value is small, every
/// control has its expected result, its sign holds in nine analyses of ten, and it holds on workloads not used for tuning. It is refuted if
/// the interval excludes it.
/// </summary>
internal static class ClaimJudge
{
    /// <summary>The kind of a hypothesis; every other kind is a control.</summary>
    public const string Hypothesis = "hypothesis";

    private const double LeastSignShare = 0.9;

    public static List<Judged> Judge(StudyResults results, ConfirmatoryStatus standing, IReadOnlyList<SelfControl> selfControls)
    {
        var study = results.Study;
        List<Judged> controls = [.. study.Controls.Select(control => JudgeControl(control, EffectOf(results, control)))];
        List<Judged> claims =
            [.. study.Hypotheses.Zip(EffectsOfClaims(results),
                (claim, effect) => JudgeClaim(claim, effect, results, standing, Broken(claim.Id)))];
        return [.. claims, .. controls];

        string? Broken(string claim) => selfControls.FirstOrDefault(control => !control.Holds)?.Id
            ?? study.Controls.Zip(controls)
                .FirstOrDefault(c => c.Second.Verdict != ClaimVerdict.Supported
                    && (c.First.Guards.IsEmpty || c.First.Guards.Contains(claim))).First?.Id;
    }

    /// <summary>Returns the effect that judges each hypothesis of the study, in its order.</summary>
    public static List<Effect> EffectsOfClaims(StudyResults results)
    {
        var study = results.Study;
        var fresh = Fresh(study);
        var effects = study.AllMetrics.ToDictionary(metric => metric,
            metric => Analysis.AllScenarios(results, metric, fresh).ToDictionary(e => e.Arm));
        return [.. study.Hypotheses.Select(claim => effects[claim.Metric.Length > 0 ? claim.Metric : study.PrimaryMetric][claim.Arm])];
    }

    private static Effect EffectOf(StudyResults results, Control control)
    {
        var study = results.Study;
        var looked = results with
        {
            Study = study with
            {
                Baseline = control.Against.Length > 0 ? control.Against : study.Baseline,
                Budgets = control.Budgets.IsEmpty ? study.Budgets : control.Budgets,
            },
        };
        string metric = control.Metric.Length > 0 ? control.Metric : study.PrimaryMetric;
        return Analysis.AllScenarios(looked, metric, Fresh(study)).First(effect => effect.Arm == control.Arm);
    }

    private static ImmutableArray<string> Fresh(StudyDefinition study) => study.Workloads.RemoveRange(study.TuningWorkloads);

    private static Judged JudgeControl(Control control, Effect effect)
    {
        var (verdict, reason) = (control.Kind, effect.Outcome) switch
        {
            (ControlKind.Negative, MarginConclusion.Equivalent) => (ClaimVerdict.Supported, "no effect beyond the margin"),
            (ControlKind.Negative, MarginConclusion.Superior or MarginConclusion.Inferior) =>
                (ClaimVerdict.Refuted, "an effect showed where none can be"),
            (ControlKind.Positive, MarginConclusion.Inferior) => (ClaimVerdict.Supported, "worse beyond the margin, as it must be"),
            (ControlKind.NoGain, MarginConclusion.Equivalent or MarginConclusion.Inferior) =>
                (ClaimVerdict.Supported, "no gain beyond the margin"),
            (ControlKind.NoGain, MarginConclusion.DifferentWithinMargin) when effect.Metric.Better * effect.Difference < 0 =>
                (ClaimVerdict.Supported, "worse, if anything"),
            (ControlKind.NoGain, MarginConclusion.Superior) => (ClaimVerdict.Refuted, "a gain showed where none can be"),
            (ControlKind.Positive, MarginConclusion.Superior or MarginConclusion.Equivalent) =>
                (ClaimVerdict.Refuted, "the arm that must lose did not"),
            _ => (ClaimVerdict.Undecided, Words(effect)),
        };
        string kind = control.Kind == ControlKind.NoGain ? "no-gain" : control.Kind.ToString().ToLowerInvariant();
        return new(control.Id, $"{kind} control", control.Why.Length > 0 ? control.Why : Demand(control.Kind), effect, verdict, reason);
    }

    private static string Demand(ControlKind kind) => kind switch
    {
        ControlKind.Negative => "no effect may show",
        ControlKind.NoGain => "the arm must not come out better",
        _ => "the arm must come out worse",
    };

    private static Judged JudgeClaim(Hypothesis claim, Effect effect, StudyResults results,
        ConfirmatoryStatus standing, string? brokenControl)
    {
        var multiverse = claim.Expect == Expectation.Equivalent || effect.Pairs < effect.Seeds
            ? null
            : Specifications(results, effect, claim.Expect);
        var (verdict, reason) = (claim.Expect, effect.Outcome) switch
        {
            (_, MarginConclusion.Inconclusive or MarginConclusion.DifferentWithinMargin) => (ClaimVerdict.Undecided, Words(effect)),
            (Expectation.Better, MarginConclusion.Superior) or (Expectation.Worse, MarginConclusion.Inferior)
                or (Expectation.Equivalent, MarginConclusion.Equivalent)
                => Confirm(),
            _ => (ClaimVerdict.Refuted, Words(effect)),
        };
        return new(claim.Id, Hypothesis, claim.Claim, effect, verdict, reason, multiverse);

        (ClaimVerdict, string) Confirm() =>
            Missing(claim, effect, results.Study.Alpha, standing, multiverse, brokenControl) is { } missing
                ? (ClaimVerdict.Undecided, missing)
                : (ClaimVerdict.Supported, Words(effect));
    }

    /// <summary>Returns the missing condition of a claim whose interval is as required; null for none.</summary>
    private static string? Missing(
        Hypothesis claim, Effect effect, double alpha, ConfirmatoryStatus standing, Multiverse? multiverse, string? brokenControl) =>
        !standing.IsConfirmatory ? $"would be supported, but is {standing}"
        : claim.Expect != Expectation.Equivalent && !(effect.AdjustedP < alpha)
            ? $"adjusted p {effect.AdjustedP:0.###} is not below {alpha}"
        : brokenControl is not null ? $"control {brokenControl} did not come out as it must"
        : multiverse is not null && multiverse.ShareWithSign < LeastSignShare
            ? $"only {multiverse.ShareWithSign:P0} of the analyses agree in sign"
        : null;

    /// <summary>
    /// The same comparison by every scenario alone, by every workload and budget pooled, and by everything but one scenario.
    /// </summary>
    private static Multiverse? Specifications(StudyResults results, Effect effect, Expectation expect)
    {
        var study = results.Study;
        string metric = effect.Metric.Name, arm = effect.Arm;
        var specifications = new List<double[]> { Analysis.PooledDifferences(results, metric, arm, study.Workloads) };
        foreach (var scenarios in results.Scenarios.GroupBy(s => s.Workload))
        {
            string workload = scenarios.Key;
            specifications.Add(Analysis.PooledDifferences(results, metric, arm, [workload]));
            foreach (var (_, budget) in scenarios)
            {
                double[] a = results.Values(workload, budget, arm, metric), b = results.Values(workload, budget, study.Baseline, metric);
                specifications.Add(Sample.Differences(a, b));
                if (a.Concat(b).All(x => x > 0)) specifications.Add([.. a.Zip(b, (x, y) => Math.Log(x / y))]);
            }
        }

        if (specifications.Any(s => !s.All(double.IsFinite))) return null;
        int sign = effect.Metric.Better * (expect == Expectation.Better ? 1 : -1);
        return Multiverse.Of(specifications, sign, new SeedTree(0x7E1E0).Stream("multiverse"), draws: 499);
    }

    public static string Words(Effect effect) => effect switch
    {
        { Failed: > 0 } => $"{effect.Failed} runs failed",
        _ when effect.Pairs < effect.Seeds => $"{effect.Seeds - effect.Pairs} seeds lack the figure",
        { Outcome: MarginConclusion.Superior } => "better beyond the margin",
        { Outcome: MarginConclusion.Inferior } => "worse beyond the margin",
        { Outcome: MarginConclusion.Equivalent } => "equivalent within the margin",
        { Outcome: MarginConclusion.DifferentWithinMargin } => "different, but a difference within the margin is not excluded",
        _ => "the interval includes both no effect and one beyond the margin",
    };
}
