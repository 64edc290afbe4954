using System.Collections.Immutable;
using System.Text;
using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

public enum TaskSet
{
    Train,
    Validation,
    Test,
}

/// <summary>
/// Assigns items to sets by their request: one eighth of all requests is for tests and one eighth for validation, so no test request can be
/// drawn in training, with any seed.
/// </summary>
public static class TaskSplit
{
    public static TaskSet SetOf(string request) => (Fnv1a(request) >> 29) switch
    {
        0 => TaskSet.Test,
        1 => TaskSet.Validation,
        _ => TaskSet.Train,
    };

    /// <summary>Draws from the task until the item belongs to <paramref name="set"/>.</summary>
    public static TaskItem Draw(SkillTask task, TaskSet set, ref RandomStream chance, int difficulty)
    {
        while (true)
        {
            var item = task.Draw(ref chance, difficulty);
            if (SetOf(item.Request) == set) return item;
        }
    }

    /// <summary>The first <paramref name="count"/> items of a set for one task; always the same ones.</summary>
    public static ImmutableArray<TaskItem> Items(TaskEntry entry, TaskSet set, int count)
    {
        var chance = new SeedTree(0).Stream($"{set}:{entry.Task.Name}");
        var items = ImmutableArray.CreateBuilder<TaskItem>(count);
        for (int i = 0; i < count; i++) items.Add(Draw(entry.Task, set, ref chance, entry.Difficulty));
        return items.MoveToImmutable();
    }

    private static uint Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 16777619;
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        return hash ^ (hash >> 13);
    }
}
