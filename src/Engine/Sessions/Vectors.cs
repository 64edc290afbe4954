using Teleo.Engine.Kernels;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Sessions;

/// <summary>
/// The norms and biases of a model as floats: where they are stored so, in place; the few that are not (16-bit files, .slm)
/// are decoded once, as each is a single row.
/// </summary>
internal sealed unsafe class Vectors : IDisposable
{
    private readonly List<NativeBuffer<float>> _decoded = [];

    /// <summary>The row as floats, or null when the tensor is absent.</summary>
    public float* Of(in TensorView tensor)
    {
        if (!tensor.Exists) return null;
        if (tensor.Type == TensorType.F32) return (float*)tensor.Data;
        var copy = new NativeBuffer<float>(tensor.Columns);
        tensor.DecodeRow(0, copy.Span(0, tensor.Columns));
        _decoded.Add(copy);
        return copy.Pointer;
    }

    public void Dispose()
    {
        foreach (var buffer in _decoded) buffer.Dispose();
    }
}
