using Teleo.Vision.Geometry;

namespace Teleo.Vision.Detecting;

/// <summary>One object found: where it is, how sure the model is (0 to 1), and the number of its class.</summary>
public readonly record struct Detection(Box Box, float Score, int Class);
