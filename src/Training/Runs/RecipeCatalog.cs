using System.Collections.Immutable;
using Teleo.Training.Tasks;

namespace Teleo.Training.Runs;

/// <summary>The recipes of the shipped skills: a specialist for every task, models of several tasks, and one of all.</summary>
public static class RecipeCatalog
{
    private static readonly ModelShape Small = new() { Layers = 2, FeedForward = 192 };
    private static readonly ModelShape Deep = new() { Layers = 3, FeedForward = 128 };
    private static readonly ModelShape Wide = new() { Hidden = 128, Layers = 5, FeedForward = 384 };

    public static ImmutableArray<Recipe> All { get; } =
    [
        Specialist("addition", Deep, 20000),
        Specialist("subtraction", Deep, 15000),
        Specialist("reversal", Deep, 4000),
        Specialist("sorting", Small, 4000),
        Specialist("roman-numerals", Small, 4000),
        Specialist("roman-reading", Small, 4000),
        Specialist("date-normalisation", Small, 4000),
        Specialist("clock-time", Small, 4000),
        Specialist("bracket-balance", Deep, 8000),
        Specialist("word-casing", Deep, 4000),
        Specialist("caesar-decoding", Deep, 5000),
        Specialist("unit-conversion", Deep, 15000),
        Specialist("letter-counting", Small, 4000),
        Specialist("key-lookup", Deep, 4000),
        Specialist("run-length", Deep, 4000),
        new("arithmetic", ["addition", "sorting", "letter-counting"], Options(Deep, 12000)),
        new("notation", ["roman-numerals", "roman-reading", "date-normalisation", "clock-time"], Options(Deep, 6000)),
        new("text", ["reversal", "word-casing", "run-length", "caesar-decoding"], Options(Deep, 8000)),
        new("generalist", [.. TaskCatalog.All.Select(entry => entry.Task.Name)], Options(Wide, 12000) with
        {
            LearningRate = 2e-3,
            ValidationEvery = 500,
            ValidationItems = 1500
        }),
    ];

    public static Recipe? Find(string id) => All.FirstOrDefault(recipe => recipe.Id == id);

    private static Recipe Specialist(string task, ModelShape shape, int steps) => new(task, [task], Options(shape, steps));

    private static TrainingOptions Options(ModelShape shape, int steps) => new() { Shape = shape, Steps = steps };
}
