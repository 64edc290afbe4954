using System.Text;
using System.Text.Json;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Reading;

/// <summary>
/// A reader of a script of two letters whose weights are written down: a red bar is an a, a blue bar is a b. Written to files
/// that are deleted with this value.
/// </summary>
internal sealed class BarModels : IDisposable
{
    private const int LineHeight = 48;
    private const int ClassifierWidth = 192;
    private const int StepWidth = 8;
    private readonly TemporaryFile _detector;
    private readonly TemporaryFile _recognizer = Recognizer().ToFile();
    private readonly TemporaryFile _classifier = Classifier().ToFile();
    private readonly TemporaryFile _keys = new(".txt", Encoding.UTF8.GetBytes("a\nb\n"));

    /// <param name="isDownwards">True for lines that run downwards.</param>
    public BarModels(bool isDownwards = false) => _detector = Detector(isDownwards).ToFile();

    public string Config(bool withClassifier) => JsonSerializer.Serialize(new
    {
        det_model_path = _detector.Path,
        rec_model_path = _recognizer.Path,
        cls_model_path = withClassifier ? _classifier.Path : "",
        keys_path = _keys.Path,
    });

    public void Dispose()
    {
        foreach (var file in new[] { _detector, _recognizer, _classifier, _keys }) file.Dispose();
    }

    /// <summary>Marks dark pixels and those up to 30 before and after them, so that the bars of a line become one region.</summary>
    private static OnnxWriter Detector(bool isDownwards) => new OnnxWriter()
        .Input("x", 1, 3, "h", "w").Output("y", 1, 1, "h", "w")
        .Constant("factor", [1], [-4f])
        .Node("ReduceMean", ["x"], "bright", ("axes", new[] { 1 }), ("keepdims", 1))
        .Constant("bias", [1], [6f])
        .Node("Mul", ["bright", "factor"], "dimmed")
        .Node("Add", ["dimmed", "bias"], "dark")
        .Node("MaxPool", ["dark"], "spread",
            ("kernel_shape", isDownwards ? [61, 1] : new[] { 1, 61 }), ("pads", isDownwards ? [30, 0, 30, 0] : new[] { 0, 30, 0, 30 }))
        .Node("Sigmoid", ["spread"], "y");

    /// <summary>Compares the colours of every eight columns above the middle: white is the blank. Planes are blue, green, red.</summary>
    private static OnnxWriter Recognizer() => new OnnxWriter()
        .Input("x", 1, 3, LineHeight, "w").Output("y", 1, "t", 3)
        .Constant("weights", [3, 3, LineHeight, StepWidth], Weights(StepWidth, StepWidth, [[0, 3, 0], [-1, -1, 1], [1, -1, -1]]))
        .Constant("rows", [2])
        .Node("Conv", ["x", "weights"], "scores", ("strides", new[] { LineHeight, StepWidth }))
        .Node("Squeeze", ["scores", "rows"], "flat")
        .Node("Transpose", ["flat"], "steps", ("perm", new[] { 0, 2, 1 }))
        .Node("Softmax", ["steps"], "y", ("axis", 2));

    /// <summary>A line stands on its head where its left half is blue rather than red.</summary>
    private static OnnxWriter Classifier() => new OnnxWriter()
        .Input("x", 1, 3, LineHeight, ClassifierWidth).Output("y", 1, 2)
        .Constant("weights", [2, 3, LineHeight, ClassifierWidth], Weights(ClassifierWidth, ClassifierWidth / 2, [[-4, 0, 4], [4, 0, -4]]))
        .Constant("flat", [1, 2])
        .Node("Conv", ["x", "weights"], "scores")
        .Node("Reshape", ["scores", "flat"], "pair")
        .Node("Softmax", ["pair"], "y", ("axis", 1));

    /// <summary>
    /// For each class, four times the weight of each plane, spread over the rows 14 to 21, the darker half of a bar that stands
    /// upright, and the first columns.
    /// </summary>
    private static float[] Weights(int width, int columns, float[][] classes)
    {
        float[] weights = new float[classes.Length * 3 * LineHeight * width];
        for (int i = 0; i < weights.Length; i++)
        {
            int x = i % width, y = i / width % LineHeight, plane = i / (width * LineHeight);
            if (y is >= 14 and < 22 && x < columns) weights[i] = 4 * classes[plane / 3][plane % 3] / (8 * columns);
        }

        return weights;
    }
}
