namespace Teleo.Vision;

/// <summary>A call that failed. The model and the pipeline stay usable.</summary>
public sealed class VisionException(VisionFault fault, string message) : Exception(message)
{
    public VisionFault Fault { get; } = fault;
}
