namespace Teleo.Engine.Sampling;

/// <summary>The options of drawing the next token, in the order in which the rules apply. The defaults are greedy.</summary>
public sealed record SamplingOptions
{
    public static readonly SamplingOptions Greedy = new();

    /// <summary>Divides the positive and multiplies the negative logits of recent tokens; 1 for no penalty.</summary>
    public float RepeatPenalty { get; init; } = 1;

    /// <summary>The number of last tokens that are recent.</summary>
    public int RepeatWindow { get; init; } = 64;

    /// <summary>Above 1 flattens and below sharpens; at 0 the likeliest token is taken, of equal ones the lowest id.</summary>
    public float Temperature { get; init; }

    /// <summary>Only so many of the likeliest tokens, of equal ones the lower ids; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest tokens that together reach this probability; 1 for all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only tokens at least this fraction as likely as the likeliest; 0 for all.</summary>
    public float MinP { get; init; }

    public ulong Seed { get; init; }

    /// <summary>True if each choice has the model's log-probability and entropy; they cost one pass over the vocabulary.</summary>
    public bool MeasuresUncertainty { get; init; } = true;

    /// <summary>Every fault at once; empty when there is none.</summary>
    public IEnumerable<string> Problems()
    {
        if (!(RepeatPenalty > 0 && float.IsFinite(RepeatPenalty))) yield return $"repeat penalty is {RepeatPenalty}; it must be above 0";
        if (RepeatWindow < 0) yield return $"repeat window is {RepeatWindow}; it must not be negative";
        if (!(Temperature >= 0 && float.IsFinite(Temperature))) yield return $"temperature is {Temperature}; it must be 0 or above";
        if (TopK < 0) yield return $"top-k is {TopK}; it must be 0 (all) or above";
        if (!(TopP is > 0 and <= 1)) yield return $"top-p is {TopP}; it must be above 0 and at most 1";
        if (!(MinP is >= 0 and <= 1)) yield return $"min-p is {MinP}; it must be from 0 to 1";
    }
}
