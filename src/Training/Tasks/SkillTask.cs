using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

/// <summary>
/// A task with exact answers: requests and answers in bytes, one right answer each. The request starts with a word that names the task, so
/// that a model of several tasks, and a router, can distinguish them.
/// </summary>
/// <param name="description">One sentence for users.</param>
/// <param name="requestPattern">A pattern that matches every whole request.</param>
/// <param name="answerPattern">A pattern that matches every whole answer.</param>
public abstract class SkillTask(string name, string description, string requestPattern, string answerPattern)
{
    public const int LongestRequest = 64;
    public const int LongestAnswer = 32;

    public string Name { get; } = name;

    public string Description { get; } = description;

    public string RequestPattern { get; } = requestPattern;

    public string AnswerPattern { get; } = answerPattern;

    /// <summary>Draws one item. A higher <paramref name="difficulty"/>, from 1, widens the range.</summary>
    public abstract TaskItem Draw(ref RandomStream chance, int difficulty);

    /// <summary>
    /// The right answer to the same request once the world has changed its convention; null where the task has no second one. No model has
    /// learned it, so that what was right is wrong from then on.
    /// </summary>
    public virtual string? AnswerAfterChange(TaskItem item) => null;
}

/// <summary>A request and its one right answer.</summary>
public readonly record struct TaskItem(string Request, string Answer);
