using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;
using static Teleo.Experiments.Reports.StudyPhrases;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Writes the report of a study: verdicts first, then effects with intervals beside references and the best rival, controls, the
/// gate-binding rate, failed runs, the test of the analysis on known data, and the commands to repeat it.
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
            Design(study),
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
                    + $"{Counted(study.Seeds.Length, "seed")}."),
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

    private static IEnumerable<Block> Verdicts(StudySummary summary) =>
    [
        .. Block.If(summary.Judged.Count + summary.Commitments.Count == 0,
            () => new Block.Paragraph("The study states no claim; what follows describes.")),
        .. Block.Table.OfAny("Commitments, each by itself; there is no score over all of them", summary.Commitments,
            (Column.Text("id"), r => r.Commitment.Id),
            (Column.Text("commitment"), r => r.Commitment.Name),
            (Column.Text("verdict"), r => r.Verdict.Words()),
            (Column.Text("because"), r => r.Reason)),
        .. Block.Table.OfAny("Claims and controls, judged over all scenarios that were not used for tuning", summary.Judged,
            (Column.Text("id"), j => j.Id),
            (Column.Text("kind"), j => j.Kind),
            (Column.Text("claim"), j => j.Claim),
            (Column.Text("verdict"), j => j.Verdict.ToString().ToLowerInvariant()),
            (Column.Text("because"), j => j.Reason)),
        .. Block.Table.OfAny("The analysis on these very runs, where nothing can be found", summary.SelfControls,
            (Column.Text("id"), c => c.Id),
            (Column.Text("what"), c => c.Says),
            (Column.Number("found"), c => $"{c.Rejections}"),
            (Column.Number("of"), c => $"{c.Repetitions}"),
            (Column.Number("at most"), c => $"{c.Most}"),
            (Column.Text("holds"), c => c.Holds ? "yes" : "NO")),
        .. Criteria(summary.Commitments),
    ];

    private static IEnumerable<Block> Criteria(IReadOnlyList<CommitmentResult> results) => results.Count == 0 ? [] :
    [
        Block.Table.Of("Every criterion", results.SelectMany(r => r.Findings),
            (Column.Text("id"), f => f.Criterion.Id),
            (Column.Text("criterion"), f => f.Criterion.Says),
            (Column.Text("answer"), f => WordOf(f.Finding.Answer)),
            (Column.Text("figures"), f => f.Finding.Evidence)),
        Block.Table.Facts("The beneficiary",
            ("who", Beneficiary.Name),
            ("identity", Beneficiary.Identity),
            ("successor", Beneficiary.Succession),
            ("termination", Beneficiary.Termination),
            ("health is read from", string.Join(", ", Beneficiary.Health)),
            ("repairs", Beneficiary.Repairs)),
    ];

    private static IEnumerable<Block> Effects(StudySummary summary)
    {
        var study = summary.Results.Study;
        var rows = Pooled(summary, study.PrimaryMetric);
        return
        [
            new Block.Paragraph(
                $"Each arm ran with the same {study.Seeds.Length} seeds as {study.Baseline}; a seed is the unit. Differences are shares of "
                + $"the baseline's mean, averaged over {Counted(study.Workloads.Length * study.Budgets.Length, "scenario")}. "
                + "Intervals are 95 %, by Student over seeds; p-values come from sign flips, "
                + $"adjusted for all arms ({Words(study.Family)}). Differences below {Share(study.SmallestEffect)} are of no interest."),
            Block.Table.Of($"Each arm's {study.PrimaryMetric} against {study.Baseline}", rows,
                (Column.Text("arm"), e => e.Arm),
                (Column.Text("the arm is"), Word),
                (Column.Number("mean"), e => Short(e.ArmMean)),
                (Column.Number("difference"), e => Signed(e.Difference)),
                (Column.Number("95 % interval"), e => Range(e.Interval95)),
                (Column.Number("BCa interval"), e => Range(e.Bca95)),
                (Column.Number("adjusted p"), e => P(e.AdjustedP))),
            Block.Table.Of($"Scores of {study.PrimaryMetric} over all runs, as multiples of {study.Baseline}'s mean in each scenario",
                AggregateRow.Of(summary.Results),
                (Column.Text("arm"), r => r.Arm),
                (Column.Number("middle half"), r => Short(r.InterquartileMean)),
                (Column.Number("95 % interval"), r => Between(r.Interval95)),
                (Column.Number("chance to beat it"), r => Short(r.Improvement)),
                (Column.Number("share above 1"), r => Short(r.AboveOne)),
                (Column.Number("gap to the bound"), r => Short(r.Gap))),
            .. Block.Table.OfAny($"What each component changes of {study.PrimaryMetric}, by the ablation that takes it away",
                study.Factors.IsEmpty ? [] : FactorRow.Of(summary.Results),
                (Column.Text("kind"), r => r.Kind),
                (Column.Text("components"), r => r.Components),
                (Column.Number("contribution"), r => Short(r.Contribution)),
                (Column.Number("95 % interval"), r => Between(r.Interval95))),
            .. study.AllMetrics.Where(metric => metric != study.PrimaryMetric).Select(metric => Others(summary, metric)),
        ];
    }

    private static Block.Table Others(StudySummary summary, string metric) => Block.Table.Of(
        $"{metric} against {summary.Results.Study.Baseline}", Pooled(summary, metric),
        (Column.Text("arm"), e => e.Arm),
        (Column.Text("the arm is"), Word),
        (Column.Number("mean"), e => Short(e.ArmMean)),
        (Column.Number("difference"), e => Signed(e.Difference)),
        (Column.Number("95 % interval"), e => Range(e.Interval95)),
        (Column.Number("adjusted p"), e => P(e.AdjustedP)));

    /// <summary>Returns for each scenario the lower bound, the best arm, the baseline, and doing nothing.</summary>
    private static IEnumerable<Block> FloorsAndBounds(StudyResults results)
    {
        const string Bound = "bound", Floor = Arms.NeverAct;
        var study = results.Study;
        int better = results.Metric(study.PrimaryMetric).Better;
        bool hasBound = study.PrimaryMetric == PoolMetrics.Cost && results.Metrics.Any(metric => metric.Name == Bound);
        return
        [
            new Block.Paragraph(
                (hasBound
                    ? "The bound holds for every policy, also for one that knows the future; it is a relaxation, and none need reach it. "
                        + "It is empty where it does not apply. "
                    : "")
                + (study.Arms.Contains(Floor) ? "The floor is to do nothing." : $"This study has no arm {Floor}, so there is no floor.")),
            Block.Table.Of($"Mean {study.PrimaryMetric} in each scenario",
                from workload in study.Workloads
                from budget in study.Budgets
                let best = study.Arms.Select(arm => (Arm: arm, Mean: Mean(workload, budget, arm, study.PrimaryMetric)))
                    .Where(x => double.IsFinite(x.Mean)).OrderBy(x => -better * x.Mean).FirstOrDefault()
                select (Workload: workload, Budget: budget, Best: best),
                (Column.Text("workload"), row => row.Workload),
                (Column.Number("budget"), row => Share(row.Budget)),
                (Column.Number("bound"), row => Short(hasBound ? Mean(row.Workload, row.Budget, study.Baseline, Bound) : double.NaN)),
                (Column.Text("best arm"), row => row.Best.Arm ?? "-"),
                (Column.Number("best"), row => Short(row.Best.Arm is null ? double.NaN : row.Best.Mean)),
                (Column.Number(study.Baseline), row => Short(Mean(row.Workload, row.Budget, study.Baseline, study.PrimaryMetric))),
                (Column.Number("floor"), row => Short(
                    study.Arms.Contains(Floor) ? Mean(row.Workload, row.Budget, Floor, study.PrimaryMetric) : double.NaN))),
        ];

        double Mean(string workload, double budget, string arm, string metric) => results.Values(workload, budget, arm, metric).Average();
    }

    private static IEnumerable<Block> LeftOut(StudyResults results)
    {
        var left = from workload in results.Study.Workloads
                   from budget in results.Study.Budgets
                   let rule = results.ExclusionOf(workload, budget)
                   where rule is not null
                   select (Workload: workload, Budget: budget, rule.Why);
        return Block.Table.OfAny("Left out of the claims, by rules stated beforehand", left,
            (Column.Text("workload"), row => row.Workload),
            (Column.Number("budget"), row => Share(row.Budget)),
            (Column.Text("why"), row => row.Why));
    }

    private static Block.Table Scenarios(StudySummary summary)
    {
        string primary = summary.Results.Study.PrimaryMetric;
        return Block.Table.Of($"Each arm's {primary} in each scenario, in its own unit",
            summary.Effects.Where(e => e.Workload != Effect.AllScenarios && e.Metric.Name == primary),
            (Column.Text("workload"), e => e.Workload),
            (Column.Number("budget"), e => Share(e.Budget)),
            (Column.Text("arm"), e => e.Arm),
            (Column.Text("the arm is"), Word),
            (Column.Number("baseline"), e => Short(e.BaselineMean)),
            (Column.Number("arm"), e => Short(e.ArmMean)),
            (Column.Number("from"), e => Short(e.Interval95.Lower)),
            (Column.Number("to"), e => Short(e.Interval95.Upper)),
            (Column.Number("adjusted p"), e => P(e.AdjustedP)),
            (Column.Number("pairing gained"), e => Short(e.VarianceReduction)));
    }

    private static IEnumerable<Block> Resource(StudyResults results)
    {
        string[] figures = ["gate_binding_rate", "external_stop_share", "freeze_share", "energy_mean", "actions", "no_op_share"];
        string[] known = [.. figures.Where(name => results.Metrics.Any(metric => metric.Name == name))];
        var arms = results.Study.Arms
            .Where(arm => known.Any(name => name.StartsWith("gate", StringComparison.Ordinal) && double.IsFinite(results.Mean(arm, name))))
            .ToList();
        if (arms.Count == 0) return [new Block.Paragraph("No arm of this study has an endogenous resource.")];
        return
        [
            new Block.Paragraph("The gate-binding rate is the share of decisions in which the resource forbade an action, of those with "
                + "an action to take. Where it is zero, the resource decides nothing."),
            Block.Table.Of("Means over all runs", arms,
            [
                (Column.Text("arm"), arm => arm),
                .. known.Select<string, (Column, Func<string, object?>)>(name =>
                    (Column.Number(name.Replace('_', ' ')), arm => Short(results.Mean(arm, name)))),
            ]),
        ];
    }

    private static IEnumerable<Block> Failures(StudyResults results)
    {
        var failed = results.Runs.Where(run => run.Outcome.Failed).ToList();
        return
        [
            new Block.Paragraph(
                $"{failed.Count} of {results.Runs.Length} runs failed. Failed runs are kept; a comparison with one concludes nothing."),
            .. Block.Table.OfAny("By arm and reason", failed.GroupBy(run => run.Cell.Arm),
                (Column.Text("arm"), group => group.Key),
                (Column.Number("runs"), group => $"{group.Count()}"),
                (Column.Text("first reason"), group => group.First().Outcome.Failure)),
        ];
    }

    private static IEnumerable<Block> Calibration(SelfTest selfTest) =>
    [
        new Block.Paragraph(
            $"The whole analysis was held to data whose truth is known, {selfTest.Repetitions} studies for each line. It "
                + $"{(selfTest.Holds ? "holds" : "FAILS")}. "
            + "The bias-corrected bootstrap falls short of 95 % at few seeds, so it informs and Student's interval judges."),
        Block.Table.Of("Self-test", selfTest.Findings,
            (Column.Text("what"), f => f.What),
            (Column.Text("data"), f => f.Data),
            (Column.Number("seeds"), f => $"{f.Seeds}"),
            (Column.Number("share"), f => f.Share.ToString("0.000", CultureInfo.InvariantCulture)),
            (Column.Number("must be"),
                f => f.Informs ? "" : string.Create(CultureInfo.InvariantCulture, $"{f.Least:0.00} to {f.Most:0.000}")),
            (Column.Text("holds"), f => f.Informs ? "" : f.Holds ? "yes" : "NO")),
    ];

    private static Block.Table Design(StudyDefinition study) => Block.Table.Facts("",
        ("workloads", string.Join(", ", study.Workloads)),
        ("used for tuning", study.TuningWorkloads.Length == 0 ? "none of them" : string.Join(", ", study.TuningWorkloads)),
        ("budgets", string.Join(", ", study.Budgets.Select(Share))),
        ("requests per run", study.Requests == 0 ? "all of the workload" : $"the first {study.Requests}"),
        ("a miss", Words(study.Miss)),
        ("seeds", string.Join(", ", study.Seeds)),
        ("smallest p a sign-flip test can reach", P(Statistics.SignFlip.SmallestP(study.Seeds.Length))),
        ($"effect seen with power {study.Power.ToString(CultureInfo.InvariantCulture)}",
            $"{SmallestEffect(study).ToString("0.00", CultureInfo.InvariantCulture)} standard deviations of the paired difference"),
        ("stops early", study.Stopping.Rule == StoppingKind.None
            ? "no"
            : $"{Words(study.Stopping.Rule)}: looks after {study.Stopping.Least} seeds and every {study.Stopping.Every} more"),
        ("left out", study.Exclusions.Length == 0 ? "nothing" : string.Join("; ", study.Exclusions.Select(rule => rule.Why))),
        ("crossed", study.Factors.Length == 0 ? "nothing" : string.Join(", ", study.Factors)));

    private static double SmallestEffect(StudyDefinition study) =>
        Statistics.Power.SmallestEffect(study.Seeds.Length, study.Power, study.Alpha);

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

    private static string Between(Statistics.Interval interval) => $"{Short(interval.Lower)} to {Short(interval.Upper)}";

    private static string Share(double share) => share.ToString("0.# %", CultureInfo.InvariantCulture);

    private static string Words<T>(T value) => Teleo.Engine.Input.Json.Of(value).Trim('"').Replace('-', ' ');
}
