using Teleo.Vision.Settings;
using static Teleo.Controller.Domain.OptionRules;

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

    IEnumerable<string> IOptions.Problems() => Broken(
        Unless(Enum.IsDefined(Head), "head is none of v5, v8, v10"),
        Between(0, LargestInput, InputWidth, "input_width"),
        Between(0, LargestInput, InputHeight, "input_height"),
        Share(ScoreThreshold, "score_threshold"),
        Share(OverlapThreshold, "overlap_threshold"),
        Between(1, 10_000, MaxDetections, "max_detections"));
}
