using Teleo.Engine.Input;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Studies;

/// <summary>Checks a definition beyond its form: it can be run, and it could reach its own threshold.</summary>
internal static class StudyRules
{
    public const int LargestCells = 1_000_000;

    private const int LongestName = 64;

    public static IEnumerable<StudyProblem> Problems(StudyDefinition study, ICellRunner runner)
    {
        string[] metrics = [.. runner.Metrics.Select(m => m.Name)];

        if (study.Name.Length > LongestName || !study.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return new("name", $"'{study.Name}' names a folder: at most {LongestName} letters, digits and dashes");

        for (int i = 0; i < study.Workloads.Length; i++)
            if (runner.WorkloadProblem(study.Workloads[i]) is { } problem) yield return new($"workloads[{i}]", problem);
        int least = study.Budgets.IndexOf(study.Budgets.Min());
        foreach (string workload in study.Workloads.Where(w => runner.WorkloadProblem(w) is null))
            if (runner.BudgetProblem(workload, study.Budgets[least], study.Seeds[0]) is { } problem)
                yield return new($"budgets[{least}]", $"{workload}: {problem}");
        for (int i = 0; i < study.Arms.Length; i++)
            if (runner.ArmProblem(study.Arms[i]) is { } problem) yield return new($"arms[{i}]", problem);
        for (int i = 0; i < study.TuningWorkloads.Length; i++)
            if (!study.Workloads.Contains(study.TuningWorkloads[i]))
                yield return new($"tuning_workloads[{i}]", $"'{study.TuningWorkloads[i]}' is not among the workloads");
        if (study.TuningWorkloads.Length > 0 && study.Workloads.All(w => study.TuningWorkloads.Contains(w)))
            yield return new("tuning_workloads", "every workload was used for tuning: none is left to carry a claim");

        bool isLive = study.Plant == "live";
        if (isLive && !Directory.Exists(study.Skills))
            yield return new("skills", $"a live pool needs a folder of skill packages, and '{study.Skills}' is none");
        if (isLive && study.Requests > 0) yield return new("requests", "a live run ends after seconds and not after requests");
        if (isLive && study.Traces) yield return new("traces", "a live run's decisions are kept by `teleo pool run --trace`");
        if (isLive && study.WarmupSeconds > 0) yield return new("warmup_seconds", "nothing is cut from a live run");
        if (!isLive && study.Skills.Length > 0) yield return new("skills", "only a live pool has skill packages");
        if (!isLive && study.Seconds > 0) yield return new("seconds", "only a live run ends after seconds; say requests");
        if (!study.Arms.Contains(study.Baseline))
            yield return new("baseline", $"'{study.Baseline}' is not among the arms{Suggestions.Sentence(study.Baseline, study.Arms)}");
        if (study.Arms.Length < 2) yield return new("arms", "a comparison needs a second arm");

        if (UnknownMetric(study.PrimaryMetric) is { } unknown) yield return new("primary_metric", unknown);
        else if (Direction(study.PrimaryMetric) == 0)
            yield return new("primary_metric", $"'{study.PrimaryMetric}' only describes: it is neither better nor worse");
        for (int i = 0; i < study.Metrics.Length; i++)
            if (UnknownMetric(study.Metrics[i]) is { } problem) yield return new($"metrics[{i}]", problem);

        if (SignFlip.SmallestP(study.Seeds.Length) >= study.Alpha)
        {
            yield return new("seeds", $"{study.Seeds.Length} seeds cannot reach p < {study.Alpha} in a sign-flip test (smallest p "
                + $"{SignFlip.SmallestP(study.Seeds.Length):0.####}); {SignFlip.FewestSeeds(study.Alpha)} is the least number that can");
        }

        long cells = (long)study.Workloads.Length * study.Budgets.Length * study.Arms.Length * study.Seeds.Length;
        if (cells > LargestCells) yield return new("arms", $"{cells} runs are more than a study may have ({LargestCells})");

        var ids = new HashSet<string>();
        for (int i = 0; i < study.Hypotheses.Length; i++)
        {
            var hypothesis = study.Hypotheses[i];
            foreach (var problem in Judged($"hypotheses[{i}]", hypothesis.Id, hypothesis.Arm, hypothesis.Metric)) yield return problem;
        }

        for (int i = 0; i < study.Controls.Length; i++)
        {
            var control = study.Controls[i];
            foreach (var problem in Judged($"controls[{i}]", control.Id, control.Arm, control.Metric, control.Against))
                yield return problem;
            for (int j = 0; j < control.Guards.Length; j++)
                if (study.Hypotheses.All(h => h.Id != control.Guards[j]))
                    yield return new($"controls[{i}].guards[{j}]", $"'{control.Guards[j]}' is no hypothesis of this study");
            for (int j = 0; j < control.Budgets.Length; j++)
                if (!study.Budgets.Contains(control.Budgets[j]))
                    yield return new($"controls[{i}].budgets[{j}]", $"{control.Budgets[j]} is not among the budgets");
        }

        if (study.Stopping.Rule != StoppingKind.None)
        {
            if (study.Hypotheses.IsEmpty) yield return new("stopping", "a stopping rule needs a hypothesis to decide");
            if (study.Stopping.Least > study.Seeds.Length)
                yield return new("stopping",
                    $"the first look comes after {study.Stopping.Least} seeds, and there are {study.Seeds.Length}");
        }

        for (int i = 0; i < study.Exclusions.Length; i++)
        {
            var rule = study.Exclusions[i];
            if (UnknownMetric(rule.Metric) is { } problem) yield return new($"exclusions[{i}].metric", problem);
            if (rule is { Below: null, Above: null }) yield return new($"exclusions[{i}]", "a rule needs a bar: below or above");
        }

        IEnumerable<StudyProblem> Judged(string path, string id, string arm, string metric, string against = "")
        {
            if (!ids.Add(id)) yield return new($"{path}.id", $"'{id}' is given twice");
            if (!study.Arms.Contains(arm))
                yield return new($"{path}.arm", $"'{arm}' is not among the arms{Suggestions.Sentence(arm, study.Arms)}");
            if (against.Length > 0 && !study.Arms.Contains(against))
                yield return new($"{path}.against", $"'{against}' is not among the arms{Suggestions.Sentence(against, study.Arms)}");
            if (arm == (against.Length > 0 ? against : study.Baseline))
                yield return new($"{path}.arm", "an arm cannot be compared with itself");
            if (metric.Length == 0) yield break;
            if (UnknownMetric(metric) is { } problem) yield return new($"{path}.metric", problem);
            else if (!study.AllMetrics.Contains(metric)) yield return new($"{path}.metric", $"'{metric}' is not among the study's metrics");
            else if (Direction(metric) == 0)
                yield return new($"{path}.metric", $"'{metric}' only describes: it is neither better nor worse");
        }

        string? UnknownMetric(string name) => metrics.Contains(name) ? null : $"no metric '{name}'{Suggestions.Sentence(name, metrics)}";

        int Direction(string name) => runner.Metrics.First(m => m.Name == name).Better;
    }
}
