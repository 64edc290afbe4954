using System.Runtime.InteropServices;
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
        stream.Write(
        [
            .. BitConverter.GetBytes(GgufDirectory.Magic), .. BitConverter.GetBytes(version),
            .. BitConverter.GetBytes((ulong)tensors.Count), .. BitConverter.GetBytes((ulong)metadata.Count),
        ]);
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
        stream.Write(BitConverter.GetBytes(tensor.Dimensions.Length));
        stream.Write(MemoryMarshal.AsBytes<long>(tensor.Dimensions));
        stream.Write(BitConverter.GetBytes(
            tensor.Type.GgufId() ?? throw new ArgumentException($"GGUF has no {tensor.Type}", nameof(tensor))));
        stream.Write(BitConverter.GetBytes(offset));
    }

    private static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static void Pad(Stream stream, long end)
    {
        while (stream.Position < end) stream.WriteByte(0);
    }
}
