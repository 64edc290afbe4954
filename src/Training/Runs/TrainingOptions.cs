namespace Teleo.Training.Runs;

/// <summary>
/// The options of training. Together with the task, the seed and the machine type they determine every byte of the result.
/// </summary>
public sealed record TrainingOptions
{
    public ModelShape Shape { get; init; } = new();

    public ulong Seed { get; init; } = 1;

    public int Steps { get; init; } = 4000;

    /// <summary>Tokens per step, over all shards.</summary>
    public int BatchTokens { get; init; } = 1024;

    public double LearningRate { get; init; } = 3e-3;

    public int WarmUpSteps { get; init; } = 100;

    /// <summary>The rate at the end, as a share of <see cref="LearningRate"/>.</summary>
    public double FinalRateShare { get; init; } = 0.02;

    public double WeightDecay { get; init; } = 0.05;

    public double ClipNorm { get; init; } = 1;

    /// <summary>Steps between two validations.</summary>
    public int ValidationEvery { get; init; } = 250;

    public int ValidationItems { get; init; } = 400;

    /// <summary>Present when an adapter is trained, and not the model.</summary>
    public AdapterOptions? Adapter { get; init; }

    /// <summary>Training ends early when this many validations in a row answered everything rightly.</summary>
    public int PerfectValidations { get; init; } = 3;

    /// <summary>Every fault of the options, or none.</summary>
    public IEnumerable<string> Problems()
    {
        (bool Holds, string Problem)[] rules =
        [
            (Adapter is not { Rank: < 1 }, $"the adapter's rank is {Adapter?.Rank}, it must be at least 1"),
            (Adapter is null || (Adapter.Alpha > 0 && float.IsFinite(Adapter.Alpha)), "the adapter's alpha must be positive"),
            (Steps >= 1, $"Steps is {Steps}, it must be at least 1"),
            (BatchTokens >= Shape.Context, $"BatchTokens ({BatchTokens}) is less than one context ({Shape.Context})"),
            (LearningRate > 0 && double.IsFinite(LearningRate), "LearningRate must be positive"),
            (WarmUpSteps >= 0 && WarmUpSteps <= Steps, $"WarmUpSteps ({WarmUpSteps}) must be between 0 and Steps ({Steps})"),
            (WeightDecay >= 0, "WeightDecay must not be negative"),
            (ClipNorm > 0, "ClipNorm must be positive"),
            (ValidationEvery >= 1, "ValidationEvery must be at least 1"),
            (ValidationItems >= 1, "ValidationItems must be at least 1"),
        ];
        return [.. Shape.Problems(), .. rules.Where(rule => !rule.Holds).Select(rule => rule.Problem)];
    }

    /// <summary>Linear warm-up, then half a cosine down to the final share.</summary>
    public double RateAt(int step)
    {
        if (step < WarmUpSteps) return LearningRate * (step + 1) / WarmUpSteps;
        double progress = (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps);
        return LearningRate * (FinalRateShare + (1 - FinalRateShare) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))));
    }
}
