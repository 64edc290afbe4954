using Teleo.Vision.Settings;

namespace Teleo.Vision.Tensors;

/// <summary>Names one ONNX file and the threads its runs may use.</summary>
public sealed record OnnxModelOptions : IOptions
{
    /// <summary>The path of the .onnx file.</summary>
    public string ModelPath { get; init; } = "";

    /// <summary>Threads of one run. One by default, as the models of a pool share the processor.</summary>
    public int Threads { get; init; } = 1;

    IEnumerable<string> IOptions.Problems() => OnnxModel.Problems("model_path", ModelPath).Concat(OnnxModel.Problems(Threads));
}
