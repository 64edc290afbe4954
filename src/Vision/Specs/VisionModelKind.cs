namespace Teleo.Vision.Specs;

/// <summary>The kinds of model of the C contract; the numbers are SdkModelKind's.</summary>
public enum VisionModelKind
{
    Unknown = 0,

    /// <summary>A detector: one ONNX file.</summary>
    Yolo = 1,

    /// <summary>A reader of text: detector, recogniser and, where wanted, a classifier of direction.</summary>
    PaddleOcr = 2,

    /// <summary>Any ONNX file. Runs on ONNX Runtime, as every kind does.</summary>
    OpenVino = 3,
}
