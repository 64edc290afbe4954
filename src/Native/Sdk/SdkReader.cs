using Teleo.Vision.Reading;

namespace Teleo.Native.Sdk;

/// <summary>Reads the text of images. Outputs of a run: 0 the text of the page, 1 its structure as JSON.</summary>
internal sealed class SdkReader(SdkModel keeper, ReadingPipeline pipeline) : SdkPipeline(keeper)
{
    protected override IDisposable Inner => pipeline;

    private SdkPage? _page;

    public override SdkPage Page =>
        _page ?? throw new SdkException(SdkErr.BadState, "no page was read yet: call sdk_ocr_pipeline_run_image first");

    public override void ReadPage(ReadOnlySpan<byte> image)
    {
        _page = null;
        var page = pipeline.Run(image);
        _page = new([.. page.Lines.Select(Line)], page.Utf8, page.StructureJson());
        Outputs = [SdkOutput.Of((ReadOnlySpan<byte>)page.Utf8), SdkOutput.Of(_page.Structure.Span)];
    }

    private static SdkOcrLine Line(ReadLine line)
    {
        var copy = new SdkOcrLine
        {
            Score = line.Score,
            Label = line.DirectionLabel,
            LabelScore = line.DirectionScore,
            TextOffset = (uint)line.TextOffset,
            TextLength = (uint)line.TextLength,
        };
        line.Points.CopyTo(copy.Points);
        return copy;
    }
}
