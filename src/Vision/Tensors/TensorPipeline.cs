using System.Collections.Immutable;

namespace Teleo.Vision.Tensors;

/// <summary>Runs any ONNX model on named tensors.</summary>
public sealed class TensorPipeline : VisionPipeline
{
    private readonly OnnxModel _model;
    private readonly ImmutableArray<string> _outputs;

    internal TensorPipeline(string id, string runtime, OnnxModel model, TensorPipelineOptions options)
        : base(id, runtime, model)
    {
        _model = model;
        _outputs = options.Outputs.IsDefault ? [] : options.Outputs;
        string[] unknown = [.. _outputs.Except(model.Outputs.Select(port => port.Name))];
        if (unknown.Length == 0) return;
        Dispose();
        throw new VisionException(VisionFault.InvalidArgument,
            $"{model.Name} has no output {string.Join(", ", unknown)}; it has {string.Join("; ", model.Outputs)}");
    }

    public ImmutableArray<TensorPort> Inputs => _model.Inputs;

    /// <summary>Runs the model once. Every input is given exactly once, in any order.</summary>
    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        return _model.Run(inputs, _outputs, cancellation);
    }

    /// <summary>Runs a model that has one input.</summary>
    public Tensor[] Run(ReadOnlySpan<float> input, long[] shape, CancellationToken cancellation = default)
    {
        if (Inputs.Length != 1)
            throw new VisionException(VisionFault.InvalidArgument,
                $"{_model.Name} takes {Inputs.Length} inputs ({string.Join("; ", Inputs)}): give each by name");
        return Run([Tensor.OfFloats(Inputs[0].Name, shape, input)], cancellation);
    }
}
