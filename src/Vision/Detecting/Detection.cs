using Teleo.Vision.Geometry;

namespace Teleo.Vision.Detecting;

/// <summary>One detected object: box, score (0 to 1), and number of its class.</summary>
public readonly record struct Detection(Box Box, float Score, int Class);
