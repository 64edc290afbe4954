using Teleo.Vision.Settings;

namespace Teleo.Vision.Detecting;

/// <summary>Settings of a detection pipeline.</summary>
public sealed record DetectionOptions : IOptions
{
    private const int LargestInput = 8192;

    /// <summary>The layout of the model's first output.</summary>
    public DetectionHead Head { get; init; } = DetectionHead.V8;

    /// <summary>The width of the model's input in pixels; 0 for the declared width, or 640 if the model declares none.</summary>
    public int InputWidth { get; init; }

    /// <summary>The height of the model's input in pixels; 0 as for the width.</summary>
    public int InputHeight { get; init; }

    /// <summary>Detections below this score are left out.</summary>
    public float ScoreThreshold { get; init; } = 0.25f;

    /// <summary>Two detections of one class may overlap by this share (intersection over union).</summary>
    public float OverlapThreshold { get; init; } = 0.45f;

    /// <summary>The most detections of one image.</summary>
    public int MaxDetections { get; init; } = 300;

    IEnumerable<string> IOptions.Problems()
    {
        if (!Enum.IsDefined(Head)) yield return "head is none of v5, v8, v10";
        if (InputWidth is < 0 or > LargestInput) yield return $"input_width is {InputWidth}; it must be 0 to {LargestInput}";
        if (InputHeight is < 0 or > LargestInput) yield return $"input_height is {InputHeight}; it must be 0 to {LargestInput}";
        if (!(ScoreThreshold is >= 0 and <= 1)) yield return $"score_threshold is {ScoreThreshold}; it must be 0 to 1";
        if (!(OverlapThreshold is >= 0 and <= 1)) yield return $"overlap_threshold is {OverlapThreshold}; it must be 0 to 1";
        if (MaxDetections is < 1 or > 10_000) yield return $"max_detections is {MaxDetections}; it must be 1 to 10000";
    }
}
