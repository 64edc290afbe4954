using Teleo.Vision.Detecting;

namespace Teleo.Native.Sdk;

/// <summary>
/// Finds objects in images. Outputs of a run: the model's own, in pixels of its input, and after them the detections [count, 6]: left,
/// top, right, bottom, score, class, in pixels of the image.
/// </summary>
internal sealed class SdkDetector(SdkModel keeper, DetectionPipeline pipeline) : SdkPipeline(keeper)
{
    protected override IDisposable Inner => pipeline;

    public override SdkYoloPreprocessMeta Detect(ReadOnlySpan<byte> image)
    {
        var result = pipeline.Run(image);
        Outputs = SdkOutput.Of(result.Outputs());
        var (scale, padX, padY, width, height) = result.Letterbox;
        return new(scale, padX, padY, width, height);
    }
}
