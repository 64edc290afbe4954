namespace Teleo.Vision;

/// <summary>Names the kinds of failure of this library; each maps to one status of the C contract.</summary>
public enum VisionFault
{
    /// <summary>A configuration, shape, index or text that breaks a stated rule.</summary>
    InvalidArgument,

    /// <summary>A file that does not exist.</summary>
    NotFound,

    /// <summary>A file that exists and cannot be read.</summary>
    Unreadable,

    /// <summary>A request that this build, machine or model cannot serve.</summary>
    Unsupported,

    /// <summary>A call on a model or pipeline that was closed.</summary>
    Closed,

    /// <summary>An image that cannot be decoded.</summary>
    InvalidImage,

    /// <summary>A refusal by ONNX Runtime: a model file it cannot load or a run that failed.</summary>
    Backend,
}
