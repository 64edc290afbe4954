using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>A test item of one task.</summary>
public sealed record ExamItem(string Task, string Request, string Answer)
{
    /// <summary>Test items of some tasks in turn: the first n of them are the same whatever <paramref name="count"/> is.</summary>
    public static ImmutableArray<ExamItem> Of(IReadOnlyList<TaskEntry> tasks, int count)
    {
        var perTask = tasks.Select(entry => TaskSplit.Items(entry, TaskSet.Test, (count + tasks.Count - 1) / tasks.Count)).ToList();
        return [.. Enumerable.Range(0, count).Select(i => Of(tasks[i % tasks.Count], perTask[i % tasks.Count][i / tasks.Count]))];
    }

    private static ExamItem Of(TaskEntry entry, TaskItem item) => new(entry.Task.Name, item.Request, item.Answer);

    public static string Sha256(IEnumerable<ExamItem> items) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(items.Select(item => $"{item.Request}\n{item.Answer}\n")))));
}
