using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

/// <summary>
/// An exact task: requests and answers in bytes, one right answer each. The request begins with a word that names the task,
/// so that a model of several tasks, and a router, can tell them apart.
/// </summary>
public interface ISkillTask
{
    const int LongestRequest = 64;
    const int LongestAnswer = 32;

    string Name { get; }

    /// <summary>One sentence for people.</summary>
    string Description { get; }

    /// <summary>The whole of every request matches it; so does the whole of every answer match <see cref="AnswerPattern"/>.</summary>
    string RequestPattern { get; }

    string AnswerPattern { get; }

    /// <summary>Draws one item. <paramref name="difficulty"/> from 1 widens what is drawn.</summary>
    TaskItem Draw(ref RandomStream chance, int difficulty);

    /// <summary>
    /// The right answer to the same request once the world has changed its convention; null where the task has no second one. No model has
    /// learned it, so that what was right is wrong from then on.
    /// </summary>
    string? AnswerAfterChange(TaskItem item) => null;
}

/// <summary>A request and its one right answer.</summary>
public readonly record struct TaskItem(string Request, string Answer);
