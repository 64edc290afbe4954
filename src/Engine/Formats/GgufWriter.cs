using System.Buffers.Binary;
using System.Text;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>A tensor to be written: its entry in the directory, and a writer of its bytes.</summary>
/// <param name="Dimensions">Innermost first.</param>
internal sealed record GgufTensorPlan(string Name, TensorType Type, long[] Dimensions, long SizeBytes, Action<Stream> WriteData);

/// <summary>Writes GGUF: head, directory, and every tensor at the next multiple of the alignment.</summary>
internal static class GgufWriter
{
    public static void Write(Stream stream, GgufMetadata metadata, IReadOnlyList<GgufTensorPlan> tensors, uint version = 3)
    {
        long start = stream.Position;
        U32(stream, GgufDirectory.Magic);
        U32(stream, version);
        U64(stream, (ulong)tensors.Count);
        U64(stream, (ulong)metadata.Count);
        stream.Write(metadata.Bytes);

        long offset = 0;
        foreach (var tensor in tensors)
        {
            WriteInfo(stream, tensor, offset);
            offset = RoundUp(offset + tensor.SizeBytes, metadata.Alignment);
        }
        if (tensors.Count == 0) return;

        Pad(stream, RoundUp(stream.Position - start, metadata.Alignment) + start);
        foreach (var tensor in tensors)
        {
            long end = stream.Position + RoundUp(tensor.SizeBytes, metadata.Alignment);
            tensor.WriteData(stream);
            Pad(stream, end);
        }
    }

    private static void WriteInfo(Stream stream, GgufTensorPlan tensor, long offset)
    {
        stream.Write(GgufMetadata.TextBytes(Encoding.UTF8.GetBytes(tensor.Name)));
        U32(stream, (uint)tensor.Dimensions.Length);
        foreach (long dimension in tensor.Dimensions) U64(stream, (ulong)dimension);
        U32(stream, tensor.Type.GgufId() ?? throw new ArgumentException($"GGUF has no {tensor.Type}", nameof(tensor)));
        U64(stream, (ulong)offset);
    }

    private static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static void Pad(Stream stream, long end)
    {
        while (stream.Position < end) stream.WriteByte(0);
    }

    private static void U32(Stream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void U64(Stream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
