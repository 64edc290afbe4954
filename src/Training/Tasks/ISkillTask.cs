using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

/// <summary>
/// A task with exact answers: requests and answers in bytes, one right answer each. The request starts with a word that names the task, so
/// that a model of several tasks, and a router, can distinguish them.
/// </summary>
public interface ISkillTask
{
    const int LongestRequest = 64;
    const int LongestAnswer = 32;

    string Name { get; }

    /// <summary>One sentence for users.</summary>
    string Description { get; }

    /// <summary>A pattern that matches every whole request; every whole answer matches <see cref="AnswerPattern"/>.</summary>
    string RequestPattern { get; }

    string AnswerPattern { get; }

    /// <summary>Draws one item. A higher <paramref name="difficulty"/>, from 1, widens the range.</summary>
    TaskItem Draw(ref RandomStream chance, int difficulty);

    /// <summary>
    /// The right answer to the same request once the world has changed its convention; null where the task has no second one. No model has
    /// learned it, so that what was right is wrong from then on.
    /// </summary>
    string? AnswerAfterChange(TaskItem item) => null;
}

/// <summary>A request and its one right answer.</summary>
public readonly record struct TaskItem(string Request, string Answer);
