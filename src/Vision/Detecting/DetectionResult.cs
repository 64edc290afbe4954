using Teleo.Vision.Geometry;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Detecting;

/// <summary>The answer of a detector for one image.</summary>
/// <param name="Letterbox">The place of the image in the model's input.</param>
/// <param name="Detections">Objects in pixels of the image, best first.</param>
/// <param name="Heads">The model's own outputs, in pixels of its input.</param>
public sealed record DetectionResult(Letterbox Letterbox, Detection[] Detections, Tensor[] Heads)
{
    private const int Columns = 6;

    /// <summary>
    /// The model's outputs, and after them the tensor "detections" [count, 6]: left, top, right, bottom, score, class, in
    /// pixels of the image.
    /// </summary>
    public Tensor[] Outputs()
    {
        float[] rows = new float[Columns * Detections.Length];
        for (int i = 0; i < Detections.Length; i++)
        {
            var (box, score, classNumber) = Detections[i];
            ReadOnlySpan<float> row = [box.Left, box.Top, box.Right, box.Bottom, score, classNumber];
            row.CopyTo(rows.AsSpan(Columns * i));
        }

        return [.. Heads, Tensor.OfFloats("detections", [Detections.Length, Columns], rows)];
    }
}
