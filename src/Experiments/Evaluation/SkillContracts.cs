using System.Collections.Immutable;
using Teleo.Engine;
using Teleo.Engine.Skills;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>Makes the contract of a skill that was trained for tasks of the catalog.</summary>
public static class SkillContracts
{
    /// <summary>
    /// The probability that the model assigns to its whole answer, including the end token: its expected share of right answers if it is
    /// calibrated.
    /// </summary>
    public const string Confidence = "answer-probability";

    public static TaskContract Of(IReadOnlyList<TaskEntry> tasks) => new()
    {
        Tasks = [.. tasks.Select(entry => entry.Task.Name)],
        Input = new FieldSchema("utf8", SkillTask.LongestRequest, Any(tasks.Select(entry => entry.Task.RequestPattern))),
        Output = new FieldSchema("utf8", SkillTask.LongestAnswer, Any(tasks.Select(entry => entry.Task.AnswerPattern))),
        Confidence = Confidence,
        Determinism = new Determinism(Temperature: 0, MaxTokens: SkillTask.LongestAnswer + 1, PromptSuffix: "\n"),
        Cancellation = "within-token",
        ErrorCodes = [nameof(EngineErrorCode.ContextExceeded), nameof(EngineErrorCode.GenerationFailed)],
        SideEffects = "none",
    };

    /// <summary>The tasks a manifest names, if the catalog has them all.</summary>
    public static ImmutableArray<TaskEntry>? TasksOf(SkillManifest manifest)
    {
        var entries = manifest.Contract.Tasks.Select(TaskCatalog.Find).ToList();
        return entries.Contains(null) ? null : [.. entries.Select(entry => entry!)];
    }

    public static bool AreKnown(SkillManifest manifest) => TasksOf(manifest) is not null;

    private static string Any(IEnumerable<string> patterns) => $"^(?:{string.Join('|', patterns.Distinct())})$";
}
