namespace Teleo.Native.Sdk;

/// <summary>The kind of a pipeline, as in the header.</summary>
internal enum SdkPipelineKind
{
    Unknown = 0,
    YoloCpu = 1,
    YoloGpuThroughput = 2,
    PaddleOcr = 3,
    YoloOpenVino = 4,
    OpenVinoTensor = 5,
    Generate = 100,
    SkillPool = 101,
}
