using Teleo.Vision.Settings;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Vision.Reading;

/// <summary>Settings of a reading pipeline.</summary>
public sealed record ReaderOptions : IOptions
{
    /// <summary>A pixel is text from this probability on.</summary>
    public float TextDetThresh { get; init; } = 0.3f;

    /// <summary>A region is a line of text from this mean probability on.</summary>
    public float TextDetBoxThresh { get; init; } = 0.6f;

    /// <summary>Regions are grown back by area * ratio / perimeter.</summary>
    public float TextDetUnclipRatio { get; init; } = 1.5f;

    /// <summary>The longer side of an image in pixels for detection; larger images are scaled down.</summary>
    public int TextDetLimitSideLen { get; init; } = 960;

    /// <summary>Lines read with a lower mean probability are left out.</summary>
    public float TextRecScoreThresh { get; init; } = 0.5f;

    /// <summary>The smallest probability for a line to be read upside down.</summary>
    public float ClsThresh { get; init; } = 0.9f;

    /// <summary>True if spaces between words are restored from gaps between letters.</summary>
    public bool RestoreSpaces { get; init; } = true;

    /// <summary>The most lines of one image.</summary>
    public int MaxLines { get; init; } = 1000;

    IEnumerable<string> IOptions.Problems() => Broken(
        Must(TextDetThresh is > 0 and < 1, "lie between 0 and 1", TextDetThresh, "text_det_thresh"),
        Share(TextDetBoxThresh, "text_det_box_thresh"),
        Between(0, 10, TextDetUnclipRatio, "text_det_unclip_ratio"),
        Between(32, 4096, TextDetLimitSideLen, "text_det_limit_side_len"),
        Share(TextRecScoreThresh, "text_rec_score_thresh"),
        Share(ClsThresh, "cls_thresh"),
        Between(1, 10_000, MaxLines, "max_lines"));
}
