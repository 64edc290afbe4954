using Teleo.Vision.Detecting;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Detecting;

/// <summary>
/// A detector whose weights are written down: it finds squares of 16 pixels in pure red, green or blue. One convolution, a
/// window of 16 every 8 pixels, gives each class the mean of its colour less the means of the two others.
/// </summary>
internal static class SquareDetector
{
    public const int Size = 64;
    public const int Window = 16;
    public const int Stride = 8;
    private const int PerSide = (Size - Window) / Stride + 1;
    private const int Boxes = PerSide * PerSide;
    private const int Classes = 3;

    public static OnnxWriter Model(DetectionHead head)
    {
        var writer = new OnnxWriter()
            .Input("images", 1, 3, Size, Size)
            .Constant("weights", [Classes, 3, Window, Window], Weights())
            .Constant("flat", [1, Classes, Boxes])
            .Node("Conv", ["images", "weights"], "sums", ("strides", new[] { Stride, Stride }))
            .Node("Relu", ["sums"], "positive")
            .Node("Reshape", ["positive", "flat"], "scores");
        return head switch
        {
            DetectionHead.V8 => writer
                .Constant("boxes", [1, 4, Boxes], Columns(Centered))
                .Node("Concat", ["boxes", "scores"], "output", ("axis", 1))
                .Output("output", 1, 4 + Classes, Boxes),
            DetectionHead.V5 => writer
                .Constant("boxes", [1, Boxes, 4], Rows(Centered))
                .Constant("certainty", [1, Boxes, 1], [.. Enumerable.Repeat(0.5f, Boxes)])
                .Node("Transpose", ["scores"], "turned", ("perm", new[] { 0, 2, 1 }))
                .Node("Concat", ["boxes", "certainty", "turned"], "output", ("axis", 2))
                .Output("output", 1, Boxes, 5 + Classes),
            _ => writer
                .Constant("boxes", [1, Boxes, 4], Rows(Corners))
                .Node("ReduceMax", ["scores"], "best", ("axes", new[] { 1 }), ("keepdims", 1))
                .Node("ArgMax", ["scores"], "number", ("axis", 1), ("keepdims", 1))
                .Node("Cast", ["number"], "class", ("to", 1))
                .Node("Transpose", ["best"], "bestTurned", ("perm", new[] { 0, 2, 1 }))
                .Node("Transpose", ["class"], "classTurned", ("perm", new[] { 0, 2, 1 }))
                .Node("Concat", ["boxes", "bestTurned", "classTurned"], "output", ("axis", 2))
                .Output("output", 1, Boxes, 6),
        };
    }

    private static float[] Weights()
    {
        float[] weights = new float[Classes * 3 * Window * Window];
        for (int i = 0; i < weights.Length; i++)
        {
            int plane = i / (Window * Window);
            weights[i] = (plane / 3 == plane % 3 ? 1f : -1f) / (Window * Window);
        }

        return weights;
    }

    private static float[] Centered(int x, int y) => [x + Window / 2, y + Window / 2, Window, Window];

    private static float[] Corners(int x, int y) => [x, y, x + Window, y + Window];

    private static float[][] All(Func<int, int, float[]> box) =>
        [.. Enumerable.Range(0, Boxes).Select(i => box(i % PerSide * Stride, i / PerSide * Stride))];

    private static float[] Rows(Func<int, int, float[]> box) => [.. All(box).SelectMany(row => row)];

    private static float[] Columns(Func<int, int, float[]> box) =>
        [.. Enumerable.Range(0, 4).SelectMany(column => All(box).Select(row => row[column]))];
}
