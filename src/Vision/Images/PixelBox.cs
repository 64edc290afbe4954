namespace Teleo.Vision.Images;

/// <summary>An upright part of a target, in whole pixels.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height);
