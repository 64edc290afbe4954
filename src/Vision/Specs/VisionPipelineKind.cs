namespace Teleo.Vision.Specs;

/// <summary>The kinds of pipeline of the C contract; the numbers are SdkPipelineKind's.</summary>
public enum VisionPipelineKind
{
    Unknown = 0,
    YoloCpu = 1,

    /// <summary>Always refused: no device but the processor is used.</summary>
    YoloGpuThroughput = 2,

    PaddleOcr = 3,

    /// <summary>Detection on ONNX Runtime, as the pipeline's description says.</summary>
    YoloOpenVino = 4,

    /// <summary>Any model on ONNX Runtime, as the pipeline's description says.</summary>
    OpenVinoTensor = 5,
}
