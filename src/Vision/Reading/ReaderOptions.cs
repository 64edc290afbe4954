using Teleo.Vision.Settings;

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

    IEnumerable<string> IOptions.Problems()
    {
        if (!(TextDetThresh is > 0 and < 1)) yield return $"text_det_thresh is {TextDetThresh}; it must be between 0 and 1";
        if (!(TextDetBoxThresh is >= 0 and <= 1)) yield return $"text_det_box_thresh is {TextDetBoxThresh}; it must be 0 to 1";
        if (!(TextDetUnclipRatio is >= 0 and <= 10)) yield return $"text_det_unclip_ratio is {TextDetUnclipRatio}; it must be 0 to 10";
        if (TextDetLimitSideLen is < 32 or > 4096) yield return $"text_det_limit_side_len is {TextDetLimitSideLen}; it must be 32 to 4096";
        if (!(TextRecScoreThresh is >= 0 and <= 1)) yield return $"text_rec_score_thresh is {TextRecScoreThresh}; it must be 0 to 1";
        if (!(ClsThresh is >= 0 and <= 1)) yield return $"cls_thresh is {ClsThresh}; it must be 0 to 1";
        if (MaxLines is < 1 or > 10_000) yield return $"max_lines is {MaxLines}; it must be 1 to 10000";
    }
}
