namespace Teleo.Vision.Detecting;

/// <summary>
/// The layouts of a detector's output, for N boxes and C classes. Boxes are in pixels of the model's input.
/// </summary>
public enum DetectionHead
{
    /// <summary>[1, 4 + C, N]: centre, size, one score a class.</summary>
    V8,

    /// <summary>
    /// [1, N, 5 + C]: centre, size, how sure it is that something is there, one score a class; the score is their product.
    /// </summary>
    V5,

    /// <summary>[1, N, 6]: left, top, right, bottom, score, class. The model has suppressed overlaps itself.</summary>
    V10,
}
