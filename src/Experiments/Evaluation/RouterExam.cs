using System.Collections.Immutable;
using Teleo.Experiments.Statistics;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>Measures the accuracy of a router on test items of all tasks, with and without their task word.</summary>
public sealed class RouterExam
{
    public const int ItemsPerTask = 200;

    private RouterExam(string requests, ImmutableArray<RouterOutcome> outcomes)
    {
        Outcomes = outcomes;
        Calibration = new ConfidenceCalibration([.. outcomes.Select(outcome => (outcome.Named.Probability, outcome.IsRight))]);
        Figure = new RouterFigure(requests, outcomes.Length, outcomes.Count(outcome => outcome.IsRight), Calibration.ExpectedError);
    }

    public ImmutableArray<RouterOutcome> Outcomes { get; }

    public ConfidenceCalibration Calibration { get; }

    public RouterFigure Figure { get; }

    public static ImmutableArray<RouterExam> Take(TaskRouter router, int itemsPerTask = ItemsPerTask)
    {
        var items = TaskCatalog.All
            .SelectMany(entry => TaskSplit.Items(entry, TaskSet.Test, itemsPerTask).Select(item => (entry.Task.Name, item.Request)))
            .ToList();
        return
        [
            new("with-task-word", [.. items.Select(item => Outcome(item.Name, item.Request))]),
            new("without-task-word", [.. items.Select(item => Outcome(item.Name, TaskRouter.WithoutTaskWord(item.Request)))]),
        ];

        RouterOutcome Outcome(string task, string request) => new(task, router.Route(request)[0]);
    }
}

/// <summary>The requested task, and the task that the router named.</summary>
public readonly record struct RouterOutcome(string Task, RoutedTask Named)
{
    public bool IsRight => Task == Named.Task;
}

/// <summary>A measured figure of a router, as its file carries it.</summary>
public sealed record RouterFigure(string Requests, int Items, int Right, double CalibrationError)
{
    private const double Level = 0.95;
    private const double SameError = 1e-6;

    internal Interval Interval() => Proportions.Wilson(Right, Items, Level);

    /// <summary>The same counts, and the same calibration error but for the last digits of another machine's exponential.</summary>
    internal bool Reproduces(RouterFigure other) =>
        (Requests, Items, Right) == (other.Requests, other.Items, other.Right)
            && Math.Abs(CalibrationError - other.CalibrationError) <= SameError;
}
