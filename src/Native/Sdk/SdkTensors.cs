using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>Runs any ONNX model. Outputs of a run: the model's own.</summary>
internal sealed class SdkTensors(SdkModel keeper, TensorPipeline pipeline) : SdkPipeline(keeper)
{
    protected override IDisposable Inner => pipeline;

    public override void RunTensor(ReadOnlySpan<float> input, ReadOnlySpan<long> shape) =>
        Outputs = SdkOutput.Of(pipeline.Run(input, shape.ToArray()));

    public override void RunTensors(Tensor[] inputs) => Outputs = SdkOutput.Of(pipeline.Run(inputs));
}
