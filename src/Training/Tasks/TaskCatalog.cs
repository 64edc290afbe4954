using System.Collections.Immutable;

namespace Teleo.Training.Tasks;

/// <summary>Every task there is, with the difficulty at which the shipped skills are trained and tested.</summary>
public static class TaskCatalog
{
    public static ImmutableArray<TaskEntry> All { get; } =
    [
        new(new Addition(), 3),
        new(new Subtraction(), 3),
        new(new Reversal(), 3),
        new(new Sorting(), 3),
        new(new RomanNumerals(), 4),
        new(new RomanReading(), 4),
        new(new DateNormalisation(), 1),
        new(new ClockTime(), 2),
        new(new BracketBalance(), 2),
        new(new WordCasing(), 2),
        new(new CaesarDecoding(), 1),
        new(new UnitConversion(), 3),
        new(new LetterCounting(), 2),
        new(new KeyLookup(), 1),
        new(new RunLength(), 3),
    ];

    public static TaskEntry? Find(string name) => All.FirstOrDefault(entry => entry.Task.Name == name);
}

/// <summary>A task and its shipped difficulty.</summary>
public sealed record TaskEntry(SkillTask Task, int Difficulty);
