using Teleo.Vision.Settings;
using Teleo.Vision.Tensors;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Vision.Reading;

/// <summary>Names the files of a reader of text.</summary>
public sealed record ReaderModelOptions : IOptions
{
    /// <summary>The .onnx file that marks text: [1, 3, height, width] to [1, 1, height, width], probabilities.</summary>
    public string DetModelPath { get; init; } = "";

    /// <summary>The .onnx file that reads a line: [1, 3, 48, width] to [1, steps, classes], probabilities.</summary>
    public string RecModelPath { get; init; } = "";

    /// <summary>The .onnx file that detects upside-down lines: [1, 3, 48, 192] to [1, 2], probabilities. Empty for none.</summary>
    public string ClsModelPath { get; init; } = "";

    /// <summary>The characters of the recogniser's classes: UTF-8, one a line.</summary>
    public string KeysPath { get; init; } = "";

    /// <summary>Threads of one run of one model.</summary>
    public int Threads { get; init; } = 1;

    IEnumerable<string> IOptions.Problems() => Broken(
        OnnxModel.Problem("det_model_path", DetModelPath), OnnxModel.Problem("rec_model_path", RecModelPath),
        OnnxModel.Problem("keys_path", KeysPath), OnnxModel.Problem(Threads));
}
