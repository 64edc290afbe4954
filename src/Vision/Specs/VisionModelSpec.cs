namespace Teleo.Vision.Specs;

/// <summary>A model to load.</summary>
/// <param name="Id">The caller's name for it, for messages.</param>
/// <param name="ConfigJson">An object with the members of the kind's options; empty for the defaults.</param>
public sealed record VisionModelSpec(string Id, VisionModelKind Kind, string ConfigJson);
