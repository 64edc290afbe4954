namespace Teleo.Native.Sdk;

/// <summary>What a pipeline does with its model, as in the header.</summary>
internal enum SdkPipelineKind
{
    Unknown = 0,
    YoloCpu = 1,
    YoloGpuThroughput = 2,
    PaddleOcr = 3,
    YoloOpenVino = 4,
    OpenVinoTensor = 5,
    Generate = 100,
}
