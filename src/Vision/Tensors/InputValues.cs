using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Teleo.Vision.Tensors;

/// <summary>The inputs of one run for ONNX Runtime: views of the tensors' own bytes, pinned until disposed.</summary>
internal sealed class InputValues : IDisposable
{
    private readonly List<MemoryHandle> _pins = [];
    private readonly List<OrtValue> _values = [];

    public InputValues(ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            var pin = tensor.Bytes.AsMemory().Pin();
            _pins.Add(pin);
            _values.Add(View(tensor, pin));
        }
    }

    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Dispose()
    {
        foreach (var value in _values) value.Dispose();
        foreach (var pin in _pins) pin.Dispose();
    }

    private static unsafe OrtValue View(Tensor tensor, MemoryHandle pin) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, ElementTypes.TypeOf(tensor.Kind), tensor.Shape, (nint)pin.Pointer, tensor.Bytes.Length);
}
