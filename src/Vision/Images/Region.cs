namespace Teleo.Vision.Images;

/// <summary>An upright part of a target, in whole pixels.</summary>
internal readonly record struct Region(int Left, int Top, int Width, int Height);
