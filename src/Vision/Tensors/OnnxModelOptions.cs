using Teleo.Vision.Settings;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Vision.Tensors;

/// <summary>Names one ONNX file and the threads its runs may use.</summary>
public sealed record OnnxModelOptions : IOptions
{
    /// <summary>The path of the .onnx file.</summary>
    public string ModelPath { get; init; } = "";

    /// <summary>Threads of one run. One by default, as the models of a pool share the processor.</summary>
    public int Threads { get; init; } = 1;

    IEnumerable<string> IOptions.Problems() => Broken(OnnxModel.Problem("model_path", ModelPath), OnnxModel.Problem(Threads));
}
