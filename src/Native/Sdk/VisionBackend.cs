using Teleo.Vision.Specs;

namespace Teleo.Native.Sdk;

/// <summary>Detectors, readers of text and tensor models from ONNX files. The first one opens the libraries that run and decode.</summary>
internal sealed class VisionBackend : ISdkBackend
{
    public bool Serves(SdkModelKind kind) => kind is SdkModelKind.Yolo or SdkModelKind.PaddleOcr or SdkModelKind.OpenVino;

    public SdkModel Load(string id, SdkModelKind kind, SdkConfig config)
    {
        VisionLibraries.Find();
        return new SdkVisionModel(VisionModel.Open(new(id, (VisionModelKind)kind, config.Json)));
    }
}
