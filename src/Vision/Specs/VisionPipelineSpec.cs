namespace Teleo.Vision.Specs;

/// <summary>A way to use a loaded model.</summary>
/// <param name="Id">The caller's name for it, for messages.</param>
/// <param name="ConfigJson">An object with the members of the kind's options; empty for the defaults.</param>
public sealed record VisionPipelineSpec(string Id, VisionPipelineKind Kind, string ConfigJson);
