using System.Runtime.InteropServices;

namespace Teleo.Vision.Tests.Tensors;

/// <summary>Builds small ONNX files in code. Field numbers are those of the published onnx.proto.</summary>
internal sealed class OnnxWriter
{
    private const long Opset = 17;
    private const int FloatType = 1;
    private const int Int64Type = 7;

    private readonly ProtoWriter _graph = new();
    private int _nodes;

    /// <param name="dimensions">Numbers are fixed sizes; words are symbols.</param>
    public OnnxWriter Input(string name, params object[] dimensions) => Port(11, name, FloatType, dimensions);

    public OnnxWriter IntegerInput(string name, params object[] dimensions) => Port(11, name, Int64Type, dimensions);

    public OnnxWriter Output(string name, params object[] dimensions) => Port(12, name, FloatType, dimensions);

    public OnnxWriter Constant(string name, long[] shape, ReadOnlySpan<float> values) =>
        Initializer(name, FloatType, shape, MemoryMarshal.AsBytes(values));

    public OnnxWriter Constant(string name, long[] values) =>
        Initializer(name, Int64Type, [values.Length], MemoryMarshal.AsBytes<long>(values));

    public OnnxWriter Node(string operation, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs) node.Text(1, input);
        node.Text(2, output).Text(3, $"node{_nodes++}").Text(4, operation);
        foreach (var (name, value) in attributes) node.Message(5, Attribute(name, value));
        _graph.Message(1, node);
        return this;
    }

    public byte[] ToArray() => new ProtoWriter()
        .Number(1, 8)   // the version of the format
        .Message(7, _graph.Text(2, "graph"))
        .Message(8, new ProtoWriter().Text(1, "").Number(2, Opset))
        .ToArray();

    /// <summary>Writes the model to a temporary file, which is deleted with the returned value.</summary>
    public TemporaryFile ToFile() => new(".onnx", ToArray());

    private OnnxWriter Port(int field, string name, int type, object[] dimensions)
    {
        var shape = new ProtoWriter();
        foreach (object size in dimensions)
            shape.Message(1, size is string symbol ? new ProtoWriter().Text(2, symbol) : new ProtoWriter().Number(1, (int)size));
        var tensor = new ProtoWriter().Number(1, type).Message(2, shape);
        _graph.Message(field, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }

    private OnnxWriter Initializer(string name, int type, long[] shape, ReadOnlySpan<byte> raw)
    {
        var tensor = new ProtoWriter();
        foreach (long size in shape) tensor.Number(1, size);
        _graph.Message(5, tensor.Number(2, type).Text(8, name).Bytes(9, raw));
        return this;
    }

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter().Text(1, name);
        switch (value)
        {
            case int number:
                return attribute.Number(3, number).Number(20, 2);
            case float number:
                return attribute.Float(2, number).Number(20, 1);
            case int[] numbers:
                foreach (int number in numbers) attribute.Number(8, number);
                return attribute.Number(20, 7);
            default:
                throw new NotSupportedException($"{value}");
        }
    }
}
