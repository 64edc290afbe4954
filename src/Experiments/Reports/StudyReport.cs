using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// The report of a study: verdicts first, then effects with intervals beside the floor and the best rival, controls, how often
/// the resource bound, failed runs, how the analysis itself was held to known truths, and how to do it again.
/// </summary>
internal static class StudyReport
{
    /// <summary>A difference of more than this many percent is drawn at the edge.</summary>
    private const double Edge = 100;

    public static ReportPage Of(StudySummary summary, SelfTest selfTest, StudyEnvironment environment)
    {
        var study = summary.Results.Study;
        ImmutableArray<Block> blocks =
        [
            new Block.Heading("In five sentences"),
            .. StudySentences.Of(summary, environment).Select(sentence => new Block.Paragraph(sentence)),
            new Block.Heading("Verdicts"),
            .. Verdicts(summary),
            new Block.Heading("Effects"),
            .. Effects(summary),
            new Block.Heading("Floors and bounds"),
            .. FloorsAndBounds(summary.Results),
            new Block.Heading("Scenarios"),
            .. LeftOut(summary.Results),
            Scenarios(summary),
            new Block.Heading("The resource"),
            .. Resource(summary.Results),
            new Block.Heading("Failed runs"),
            .. Failures(summary.Results),
            new Block.Heading("The analysis itself"),
            .. Calibration(selfTest),
            new Block.Heading("Design"),
            .. Design(study),
            new Block.Heading("Do it again"),
            new Block.Paragraph(
                $"{environment.Program}, code {environment.Code}, commit {environment.Commit}, on {environment.Machine}. Equal code, "
                    + "definition and seeds give equal tables byte by byte, on any number of threads or machines."),
            new Block.Command(environment.Command),
        ];
        return new(study.Name, $"{study.Question} {StudySentences.Short(summary)}", blocks)
        {
            Picture = new(Forest(study, Pooled(summary, study.PrimaryMetric)),
                $"Each arm's {study.PrimaryMetric} against that of {study.Baseline}, with 95 % intervals over "
                    + $"{StudyPhrases.Counted(study.Seeds.Length, "seed")}."),
            Next =
            [
                new("the differences of every arm in every scenario.", File: "ablation.csv"),
                new("one row for each run.", File: "runs.csv"),
                new("this report as text.", File: "report.md"),
                new("Look at single runs and what they were made with.",
                    environment.Command.Replace("study run", "study runs", StringComparison.Ordinal)),
            ],
        };
    }

    private static IEnumerable<Block> Verdicts(StudySummary summary)
    {
        if (summary.Judged.Count + summary.Commitments.Count == 0)
            yield return new Block.Paragraph("The study states no claim; what follows describes.");
        if (summary.Commitments.Count > 0)
        {
            yield return Table("Commitments, each by itself; there is no score over all of them",
                ["id", "commitment", "verdict", "because"],
                summary.Commitments.Select(r => new[] { r.Commitment.Id, r.Commitment.Name, r.Verdict.Words(), r.Reason }));
        }

        if (summary.Judged.Count > 0)
        {
            yield return Table("Claims and controls, judged over all scenarios that were not used for tuning",
                ["id", "kind", "claim", "verdict", "because"],
                summary.Judged.Select(j => new[] { j.Id, j.Kind, j.Claim, j.Verdict.ToString().ToLowerInvariant(), j.Reason }));
        }

        if (summary.SelfControls.Count > 0)
        {
            yield return Table("The analysis on these very runs, where nothing can be found",
                ["id", "what", "#found", "#of", "#at most", "holds"],
                summary.SelfControls.Select(
                    c => new[] { c.Id, c.Says, $"{c.Rejections}", $"{c.Repetitions}", $"{c.Most}", c.Holds ? "yes" : "NO" }));
        }

        foreach (var block in Criteria(summary.Commitments)) yield return block;
    }

    private static IEnumerable<Block> Criteria(IReadOnlyList<CommitmentResult> results)
    {
        if (results.Count == 0) yield break;
        yield return Table("Every criterion", ["id", "criterion", "answer", "figures"],
            results.SelectMany(r => r.Findings)
                .Select(f => new[] { f.Criterion.Id, f.Criterion.Says, StudyPhrases.WordOf(f.Finding.Answer), f.Finding.Evidence }));
        yield return Table("The beneficiary", ["what", "is"],
        [
            ["who", Beneficiary.Name],
            ["identity", Beneficiary.Identity],
            ["successor", Beneficiary.Succession],
            ["termination", Beneficiary.Termination],
            ["health is read from", string.Join(", ", Beneficiary.Health)],
            ["repairs", Beneficiary.Repairs],
        ]);
    }

    private static IEnumerable<Block> Effects(StudySummary summary)
    {
        var study = summary.Results.Study;
        var rows = Pooled(summary, study.PrimaryMetric);
        yield return new Block.Paragraph(
            $"Each arm ran with the same {study.Seeds.Length} seeds as {study.Baseline}; a seed is the unit. Differences are shares of the "
            + $"baseline's mean, averaged over {StudyPhrases.Counted(study.Workloads.Length * study.Budgets.Length, "scenario")}. "
            + "Intervals are 95 %, by Student over seeds; p-values come from sign flips, "
            + $"adjusted for all arms ({Words(study.Family)}). Differences below {Share(study.SmallestEffect)} are of no interest.");
        yield return Table($"Each arm's {study.PrimaryMetric} against {study.Baseline}",
            ["arm", "the arm is", "#mean", "#difference", "#95 % interval", "#BCa interval", "#adjusted p"],
            rows.Select(e => new[] { e.Arm, Word(e), Short(e.ArmMean), Signed(e.Difference), Range(e.Interval95.Lower, e.Interval95.Upper),
                Range(e.Bca95.Lower, e.Bca95.Upper), P(e.AdjustedP) }));
        yield return Table($"Scores of {study.PrimaryMetric} over all runs, as multiples of {study.Baseline}'s mean in each scenario",
            ["arm", "#middle half", "#95 % interval", "#chance to beat it", "#share above 1", "#gap to the bound"],
            AggregateRow.Of(summary.Results)
                .Select(r => new[] { r.Arm, Number(r.InterquartileMean), $"{Number(r.Lower)} to {Number(r.Upper)}",
                    Number(r.Improvement), Number(r.AboveOne), Number(r.Gap) }));
        if (study.Factors.Length > 0)
        {
            yield return Table($"What each component changes of {study.PrimaryMetric}, by the ablation that takes it away",
                ["kind", "components", "#contribution", "#95 % interval"],
                FactorRow.Of(summary.Results)
                    .Select(r => new[] { r.Kind, r.Components, Number(r.Contribution), $"{Number(r.Lower)} to {Number(r.Upper)}" }));
        }

        foreach (string metric in study.AllMetrics.Where(m => m != study.PrimaryMetric))
        {
            yield return Table($"{metric} against {study.Baseline}",
                ["arm", "the arm is", "#mean", "#difference", "#95 % interval", "#adjusted p"],
                Pooled(summary, metric)
                    .Select(e => new[] { e.Arm, Word(e), Short(e.ArmMean), Signed(e.Difference),
                        Range(e.Interval95.Lower, e.Interval95.Upper), P(e.AdjustedP) }));
        }
    }

    /// <summary>In each scenario, what no policy can cost less than, the best arm, the baseline, and doing nothing.</summary>
    private static IEnumerable<Block> FloorsAndBounds(StudyResults results)
    {
        const string Bound = "bound", Floor = Arms.NeverAct;
        var study = results.Study;
        int better = results.Metric(study.PrimaryMetric).Better;
        bool hasBound = study.PrimaryMetric == PoolMetrics.Cost && results.Metrics.Any(metric => metric.Name == Bound);
        yield return new Block.Paragraph(
            (hasBound
                ? "The bound holds for every policy, also for one that knows the future; it is a relaxation, and none need reach it. It "
                    + "is empty where it does not apply. "
                : "")
            + (study.Arms.Contains(Floor) ? "The floor is to do nothing." : $"This study has no arm {Floor}, so there is no floor."));
        yield return Table($"Mean {study.PrimaryMetric} in each scenario",
            ["workload", "#budget", "#bound", "best arm", "#best", $"#{study.Baseline}", "#floor"],
            from workload in study.Workloads
            from budget in study.Budgets
            let best = study.Arms.Select(arm => (arm, mean: Mean(workload, budget, arm, study.PrimaryMetric)))
                .Where(x => double.IsFinite(x.mean)).OrderBy(x => -better * x.mean).FirstOrDefault()
            select new[]
            {
                workload, Share(budget), Short(hasBound ? Mean(workload, budget, study.Baseline, Bound) : double.NaN),
                best.arm ?? "-", Short(best.arm is null ? double.NaN : best.mean),
                Short(Mean(workload, budget, study.Baseline, study.PrimaryMetric)),
                Short(study.Arms.Contains(Floor) ? Mean(workload, budget, Floor, study.PrimaryMetric) : double.NaN),
            });

        double Mean(string workload, double budget, string arm, string metric) => results.Values(workload, budget, arm, metric).Average();
    }

    private static IEnumerable<Block> LeftOut(StudyResults results)
    {
        var left = (from workload in results.Study.Workloads
                    from budget in results.Study.Budgets
                    let rule = results.ExclusionOf(workload, budget)
                    where rule is not null
                    select new[] { workload, Share(budget), rule.Why }).ToList();
        if (left.Count > 0) yield return Table("Left out of the claims, by rules stated beforehand", ["workload", "#budget", "why"], left);
    }

    private static Block.Table Scenarios(StudySummary summary)
    {
        var study = summary.Results.Study;
        var rows = summary.Effects.Where(e => e.Workload != Effect.AllScenarios && e.Metric.Name == study.PrimaryMetric)
            .Select(e => new[]
            {
                e.Workload, Share(e.Budget), e.Arm, Word(e), Short(e.BaselineMean), Short(e.ArmMean),
                Short(e.Interval95.Lower), Short(e.Interval95.Upper), P(e.AdjustedP),
                Short(e.VarianceReduction),
            });
        return Table($"Each arm's {study.PrimaryMetric} in each scenario, in its own unit",
            ["workload", "#budget", "arm", "the arm is", "#baseline", "#arm", "#from", "#to", "#adjusted p", "#pairing gained"], rows);
    }

    private static IEnumerable<Block> Resource(StudyResults results)
    {
        string[] figures = ["gate_binding_rate", "external_stop_share", "freeze_share", "energy_mean", "actions", "no_op_share"];
        string[] known = [.. figures.Where(name => results.Metrics.Any(metric => metric.Name == name))];
        var arms = results.Study.Arms
            .Where(arm => known.Any(name => name.StartsWith("gate", StringComparison.Ordinal) && double.IsFinite(results.Mean(arm, name))))
            .ToList();
        if (arms.Count == 0)
        {
            yield return new Block.Paragraph("No arm of this study has an endogenous resource.");
            yield break;
        }

        yield return new Block.Paragraph(
            "The gate-binding rate is the share of decisions in which the resource forbade an action, of those with an action to take. "
                + "Where it is zero, the coupling is decoration.");
        yield return Table("Means over all runs", ["arm", .. known.Select(name => "#" + name.Replace('_', ' '))],
            arms.Select(arm => new[] { arm }.Concat(known.Select(name => Short(results.Mean(arm, name)))).ToArray()));
    }

    private static IEnumerable<Block> Failures(StudyResults results)
    {
        var failed = results.Runs.Where(run => run.Outcome.Failed).ToList();
        yield return new Block.Paragraph(
            $"{failed.Count} of {results.Runs.Length} runs failed. Failed runs are kept; a comparison with one concludes nothing.");
        if (failed.Count == 0) yield break;
        yield return Table("By arm and reason", ["arm", "#runs", "first reason"],
            failed.GroupBy(run => run.Cell.Arm).Select(group => new[] { group.Key, $"{group.Count()}", group.First().Outcome.Failure }));
    }

    private static IEnumerable<Block> Calibration(SelfTest selfTest)
    {
        yield return new Block.Paragraph(
            $"The whole analysis was held to data whose truth is known, {selfTest.Repetitions} studies for each line. It "
                + $"{(selfTest.Holds ? "holds" : "FAILS")}. "
            + "The bias-corrected bootstrap falls short of 95 % at few seeds, so it informs and Student's interval judges.");
        yield return Table("Self-test", ["what", "data", "#seeds", "#share", "#must be", "holds"],
            selfTest.Findings.Select(f => new[]
            {
                f.What, f.Data, $"{f.Seeds}", f.Share.ToString("0.000", CultureInfo.InvariantCulture),
                f.Informs ? "" : string.Create(CultureInfo.InvariantCulture, $"{f.Least:0.00} to {f.Most:0.000}"),
                f.Informs ? "" : f.Holds ? "yes" : "NO",
            }));
    }

    private static IEnumerable<Block> Design(StudyDefinition study)
    {
        double effect = Statistics.Power.SmallestEffect(study.Seeds.Length, study.Power, study.Alpha);
        yield return Table("", ["what", "is"],
        [
            ["workloads", string.Join(", ", study.Workloads)],
            ["used for tuning", study.TuningWorkloads.Length == 0 ? "none of them" : string.Join(", ", study.TuningWorkloads)],
            ["budgets", string.Join(", ", study.Budgets.Select(Share))],
            ["requests per run", study.Requests == 0 ? "all of the workload" : $"the first {study.Requests}"],
            ["a miss", Words(study.Miss)],
            ["seeds", string.Join(", ", study.Seeds)],
            ["smallest p a sign-flip test can reach", P(Statistics.SignFlip.SmallestP(study.Seeds.Length))],
            [$"effect seen with power {study.Power.ToString(CultureInfo.InvariantCulture)}",
                $"{effect.ToString("0.00", CultureInfo.InvariantCulture)} standard deviations of the paired difference"],
            ["stops early", study.Stopping.Rule == StoppingKind.None
                ? "no"
                : $"{Words(study.Stopping.Rule)}: looks after {study.Stopping.Least} seeds and every {study.Stopping.Every} more"],
            ["left out", study.Exclusions.Length == 0 ? "nothing" : string.Join("; ", study.Exclusions.Select(rule => rule.Why))],
            ["crossed", study.Factors.Length == 0 ? "nothing" : string.Join(", ", study.Factors)],
        ]);
    }

    private static Figure Forest(StudyDefinition study, List<Effect> rows)
    {
        var shown = EffectForest.Telling(rows, Edge)
            .Select(e => (e.Arm, 100 * e.Difference, 100 * e.Interval95.Lower, 100 * e.Interval95.Upper)).ToList();
        string some = rows.Count > shown.Count
            ? $"The {shown.Count} largest differences within {Edge:0} % of {rows.Count}; the table has all."
            : "";
        return EffectForest.Of("effects", $"{study.PrimaryMetric} against {study.Baseline}", 100 * study.SmallestEffect, Edge, shown, some);
    }

    /// <summary>Best first.</summary>
    private static List<Effect> Pooled(StudySummary summary, string metric) =>
        [.. summary.Effects.Where(e => e.Workload == Effect.AllScenarios && e.Metric.Name == metric)
            .OrderBy(e => -(e.Metric.Better == 0 ? 1 : e.Metric.Better) * e.Difference)];

    /// <summary>Titles that begin with # head columns of numbers.</summary>
    private static Block.Table Table(string caption, IEnumerable<string> titles, IEnumerable<string[]> rows) => new(caption,
        [.. titles.Select(title => title.StartsWith('#') ? TableColumn.Number(title[1..]) : new TableColumn(title))],
        [.. rows.Select(row => row.ToImmutableArray())]);

    private static string Word(Effect effect) => StudyPhrases.Word(effect);

    private static string Signed(double share) => StudyPhrases.Signed(share);

    private static string Range(double lower, double upper) => StudyPhrases.Range(new(lower, upper));

    private static string P(double p) => StudyPhrases.P(p);

    private static string Short(double value) => StudyPhrases.Short(value);

    private static string Number(string text) => text.Length == 0 ? "-" : Short(double.Parse(text, CultureInfo.InvariantCulture));

    private static string Share(double share) => share.ToString("0.# %", CultureInfo.InvariantCulture);

    private static string Words<T>(T value) => Teleo.Engine.Input.Json.Of(value).Trim('"').Replace('-', ' ');
}
