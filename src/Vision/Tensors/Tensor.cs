using System.Runtime.InteropServices;

namespace Teleo.Vision.Tensors;

/// <summary>A named array of numbers. Elements are in row-major order, little-endian, without gaps.</summary>
public sealed class Tensor
{
    private Tensor(string name, ElementKind kind, long[] shape, byte[] bytes)
    {
        Name = name;
        Kind = kind;
        Shape = shape;
        Bytes = bytes;
    }

    public string Name { get; }

    public ElementKind Kind { get; }

    public long[] Shape { get; }

    public byte[] Bytes { get; }

    /// <summary>The elements of a tensor of <see cref="ElementKind.Float32"/>; writes go to <see cref="Bytes"/>.</summary>
    public Span<float> Floats => Kind == ElementKind.Float32
        ? MemoryMarshal.Cast<byte, float>(Bytes.AsSpan())
        : throw new VisionException(VisionFault.InvalidArgument, $"tensor {Name} holds {Kind}, not {ElementKind.Float32}");

    /// <summary>Wraps <paramref name="bytes"/> without copying them; refuses a shape that asks for another number of bytes.</summary>
    public static Tensor Of(string name, ElementKind kind, long[] shape, byte[] bytes)
    {
        if (ByteCount(kind, shape) is not { } wanted)
            throw new VisionException(VisionFault.InvalidArgument,
                $"tensor {name}: shape {Text(shape)} has a negative size or is too large");
        if (wanted != bytes.Length)
            throw new VisionException(VisionFault.InvalidArgument,
                $"tensor {name}: shape {Text(shape)} needs {wanted} bytes, but {bytes.Length} are given");
        return new(name, kind, shape, bytes);
    }

    /// <summary>Makes a tensor of <see cref="ElementKind.Float32"/> from a copy of <paramref name="values"/>.</summary>
    public static Tensor OfFloats(string name, long[] shape, ReadOnlySpan<float> values) =>
        Of(name, ElementKind.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Makes a tensor of zeros.</summary>
    internal static Tensor Zeros(string name, params long[] shape) =>
        Of(name, ElementKind.Float32, shape, new byte[ByteCount(ElementKind.Float32, shape)!.Value]);

    internal static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Returns the bytes a shape asks for; null for a negative size or more than one array can hold.</summary>
    private static int? ByteCount(ElementKind kind, ReadOnlySpan<long> shape)
    {
        long count = kind.SizeBytes();
        foreach (long size in shape)
        {
            if (size < 0) return null;
            if (size != 0 && count > Array.MaxLength / size) return null;
            count *= size;
        }

        return (int)count;
    }
}
