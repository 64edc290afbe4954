namespace Teleo.Native.Sdk;

/// <summary>Detection, reading and tensors in a library that was built without them: says which files they would need.</summary>
internal sealed class AbsentVision : ISdkBackend
{
    public bool Serves(SdkModelKind kind) => kind is SdkModelKind.Yolo or SdkModelKind.PaddleOcr or SdkModelKind.OpenVino;

    public SdkModel Load(SdkModelKind kind, SdkConfig config) => throw SdkException.Unsupported(
        "this libteleo was built without vision: libonnxruntime.so and libSkiaSharp.so are missing beside it, and so is what calls them");
}
