using Teleo.Vision.Detecting;
using Teleo.Vision.Reading;
using Teleo.Vision.Specs;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>A model of images or tensors behind a handle.</summary>
internal sealed class SdkVisionModel(VisionModel model) : SdkModel
{
    public override SdkPipeline NewPipeline(string id, SdkPipelineKind kind, SdkConfig config) =>
        model.CreatePipeline(new(id, (VisionPipelineKind)kind, config.Json)) switch
        {
            DetectionPipeline detector => new SdkDetector(this, detector),
            ReadingPipeline reader => new SdkReader(this, reader),
            TensorPipeline tensors => new SdkTensors(this, tensors),
            var other => throw SdkException.Unsupported($"a pipeline of type {other.GetType().Name} has no functions"),
        };

    protected override void Free() => model.Dispose();
}
