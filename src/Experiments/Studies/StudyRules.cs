using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Studies;

/// <summary>Checks a definition beyond its form: it can be run, and it could reach its own threshold.</summary>
internal sealed class StudyRules
{
    public const int LargestCells = 1_000_000;

    private const int LongestName = 64;

    private readonly StudyDefinition _study;
    private readonly ICellRunner _runner;
    private readonly string[] _metrics;
    private readonly HashSet<string> _ids = [];

    private StudyRules(StudyDefinition study, ICellRunner runner) =>
        (_study, _runner, _metrics) = (study, runner, [.. runner.Metrics.Select(m => m.Name)]);

    public static IEnumerable<StudyProblem> Problems(StudyDefinition study, ICellRunner runner)
    {
        var rules = new StudyRules(study, runner);
        return [
            .. rules.OfName(), .. rules.OfWorkloads(), .. rules.OfTuning(), .. rules.OfPlant(), .. rules.OfArms(), .. rules.OfMetrics(),
            .. rules.OfSize(), .. rules.OfHypotheses(), .. rules.OfControls(), .. rules.OfStopping(), .. rules.OfExclusions(),
        ];
    }

    private IEnumerable<StudyProblem> OfName() => When(
        _study.Name.Length > LongestName || !_study.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
        "name", $"'{_study.Name}' names a folder: at most {LongestName} letters, digits and dashes");

    private IEnumerable<StudyProblem> OfWorkloads()
    {
        int least = _study.Budgets.IndexOf(_study.Budgets.Min());
        return [
            .. Each("workloads", _study.Workloads, _runner.WorkloadProblem),
            .. from workload in _study.Workloads
               where _runner.WorkloadProblem(workload) is null
               let problem = _runner.BudgetProblem(workload, _study.Budgets[least], _study.Seeds[0])
               where problem is not null
               select new StudyProblem($"budgets[{least}]", $"{workload}: {problem}"),
            .. Each("arms", _study.Arms, _runner.ArmProblem),
        ];
    }

    private IEnumerable<StudyProblem> OfTuning() =>
    [
        .. Each("tuning_workloads", _study.TuningWorkloads,
            workload => _study.Workloads.Contains(workload) ? null : $"'{workload}' is not among the workloads"),
        .. When(_study.TuningWorkloads.Length > 0 && _study.Workloads.All(w => _study.TuningWorkloads.Contains(w)),
            "tuning_workloads", "every workload was used for tuning: none is left to carry a claim"),
    ];

    /// <summary>
    /// Returns the problems of the pool: a live pool has skill packages and a length in seconds; a simulated one has neither.
    /// </summary>
    private IEnumerable<StudyProblem> OfPlant() => _study.Plant == "live"
        ?
        [
            .. When(!Directory.Exists(_study.Skills),
                "skills", $"a live pool needs a folder of skill packages, and '{_study.Skills}' is none"),
            .. When(_study.Requests > 0, "requests", "a live run ends after seconds and not after requests"),
            .. When(_study.Traces, "traces", "a live run's decisions are kept by `teleo pool run --trace`"),
            .. When(_study.WarmupSeconds > 0, "warmup_seconds", "nothing is cut from a live run"),
        ]
        :
        [
            .. When(_study.Skills.Length > 0, "skills", "only a live pool has skill packages"),
            .. When(_study.Seconds > 0, "seconds", "only a live run ends after seconds; say requests"),
        ];

    private IEnumerable<StudyProblem> OfArms() =>
    [
        .. When(!_study.Arms.Contains(_study.Baseline), "baseline", NoArm(_study.Baseline)),
        .. When(_study.Arms.Length < 2, "arms", "a comparison needs a second arm"),
    ];

    private IEnumerable<StudyProblem> OfMetrics() =>
        [.. When("primary_metric", UnfitMetric(_study.PrimaryMetric)), .. Each("metrics", _study.Metrics, UnknownMetric)];

    /// <summary>Enough seeds to reach the threshold, and no more runs than can be kept.</summary>
    private IEnumerable<StudyProblem> OfSize()
    {
        double smallest = SignFlip.SmallestP(_study.Seeds.Length);
        long cells = (long)_study.Workloads.Length * _study.Budgets.Length * _study.Arms.Length * _study.Seeds.Length;
        return [
            .. When(smallest >= _study.Alpha, "seeds", $"{_study.Seeds.Length} seeds cannot reach p < {_study.Alpha} in a sign-flip test "
                + $"(smallest p {smallest:0.####}); {SignFlip.FewestSeeds(_study.Alpha)} is the least number that can"),
            .. When(cells > LargestCells, "arms", $"{cells} runs are more than a study may have ({LargestCells})"),
        ];
    }

    private IEnumerable<StudyProblem> OfHypotheses() =>
        _study.Hypotheses.SelectMany((one, i) => Judged($"hypotheses[{i}]", one.Id, one.Arm, one.Metric));

    private IEnumerable<StudyProblem> OfControls() => _study.Controls.SelectMany((one, i) => (IEnumerable<StudyProblem>)
    [
        .. Judged($"controls[{i}]", one.Id, one.Arm, one.Metric, one.Against),
        .. Each($"controls[{i}].guards", one.Guards,
            id => _study.Hypotheses.Any(h => h.Id == id) ? null : $"'{id}' is no hypothesis of this study"),
        .. Each($"controls[{i}].budgets", one.Budgets,
            budget => _study.Budgets.Contains(budget) ? null : $"{budget} is not among the budgets"),
    ]);

    private IEnumerable<StudyProblem> OfStopping() => _study.Stopping.Rule == StoppingKind.None ? [] :
    [
        .. When(_study.Hypotheses.IsEmpty, "stopping", "a stopping rule needs a hypothesis to decide"),
        .. When(_study.Stopping.Least > _study.Seeds.Length,
            "stopping", $"the first look comes after {_study.Stopping.Least} seeds, and there are {_study.Seeds.Length}"),
    ];

    private IEnumerable<StudyProblem> OfExclusions() => _study.Exclusions.SelectMany((rule, i) => (IEnumerable<StudyProblem>)
    [
        .. When($"exclusions[{i}].metric", UnknownMetric(rule.Metric)),
        .. When(rule is { Below: null, Above: null }, $"exclusions[{i}]", "a rule needs a bar: below or above"),
    ]);

    /// <summary>Checks that a hypothesis and a control share: an id of their own, arms and a metric of the study.</summary>
    private IEnumerable<StudyProblem> Judged(string path, string id, string arm, string metric, string against = "")
    {
        bool isAgainst = against.Length > 0;
        return [
            .. When(!_ids.Add(id), $"{path}.id", $"'{id}' is given twice"),
            .. When(!_study.Arms.Contains(arm), $"{path}.arm", NoArm(arm)),
            .. When(isAgainst && !_study.Arms.Contains(against), $"{path}.against", NoArm(against)),
            .. When(arm == (isAgainst ? against : _study.Baseline), $"{path}.arm", "an arm cannot be compared with itself"),
            .. When($"{path}.metric", metric.Length == 0 ? null : UnfitMetric(metric)),
        ];
    }

    private string NoArm(string name) => $"'{name}' is not among the arms{Suggestions.Sentence(name, _study.Arms)}";

    private string? UnknownMetric(string name) =>
        _metrics.Contains(name) ? null : $"no metric '{name}'{Suggestions.Sentence(name, _metrics)}";

    /// <summary>Says why nothing can be judged by a metric: it is unknown, not of this study, or neither better nor worse.</summary>
    private string? UnfitMetric(string name) => UnknownMetric(name)
        ?? (!_study.AllMetrics.Contains(name) ? $"'{name}' is not among the study's metrics"
            : _runner.Metrics.First(m => m.Name == name).Better == 0 ? $"'{name}' only describes: it is neither better nor worse"
            : null);

    private static IEnumerable<StudyProblem> When(bool isWrong, string path, string problem) =>
        isWrong ? [new(path, problem)] : [];

    private static IEnumerable<StudyProblem> When(string path, string? problem) => problem is null ? [] : [new(path, problem)];

    private static IEnumerable<StudyProblem> Each<T>(string path, ImmutableArray<T> items, Func<T, string?> problemOf) =>
        items.SelectMany((item, i) => When($"{path}[{i}]", problemOf(item)));
}
