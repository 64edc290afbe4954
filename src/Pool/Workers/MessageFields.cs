using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Teleo.Pool.Workers;

/// <summary>
/// The fields of one message, in order. A message type is visited the same way whether it is written or read: each call writes the value
/// that it is given, or reads the next one in its place, and returns it.
/// </summary>
internal sealed class MessageFields
{
    private readonly BinaryReader? _reader;
    private readonly BinaryWriter? _writer;

    private MessageFields(BinaryReader? reader, BinaryWriter? writer) => (_reader, _writer) = (reader, writer);

    public static byte[] Write<T>(T message, Func<MessageFields, T, T> visit)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        visit(new MessageFields(null, writer), message);
        return bytes.ToArray();
    }

    /// <summary>Reads a message. What does not read as it was written is an <see cref="InvalidDataException"/>.</summary>
    /// <param name="empty">A message of the type, whose values play no part.</param>
    public static T Read<T>(in Frame frame, T empty, Func<MessageFields, T, T> visit)
    {
        MemoryMarshal.TryGetArray(frame.Body, out var bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), Encoding.UTF8);
        try
        {
            var message = visit(new MessageFields(reader, null), empty);
            return reader.BaseStream.Position == reader.BaseStream.Length
                ? message
                : throw new InvalidDataException($"a message of kind {frame.Kind} has bytes left over");
        }
        catch (Exception problem) when (problem is EndOfStreamException or FormatException or IOException)
        {
            throw new InvalidDataException($"a message of kind {frame.Kind} cannot be read: {problem.Message}", problem);
        }
    }

    public bool Flag(bool value) => Next(value, reader => reader.ReadBoolean(), (writer, flag) => writer.Write(flag));

    public int Number(int value) => Next(value, reader => reader.ReadInt32(), (writer, number) => writer.Write(number));

    public long Number(long value) => Next(value, reader => reader.ReadInt64(), (writer, number) => writer.Write(number));

    public ulong Number(ulong value) => Next(value, reader => reader.ReadUInt64(), (writer, number) => writer.Write(number));

    public float Real(float value) => Next(value, reader => reader.ReadSingle(), (writer, real) => writer.Write(real));

    public double Real(double value) => Next(value, reader => reader.ReadDouble(), (writer, real) => writer.Write(real));

    public string Text(string value) => Next(value, reader => reader.ReadString(), (writer, text) => writer.Write(text));

    public ImmutableArray<string> Texts(ImmutableArray<string> values)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        int count = Number(_reader is null ? values.Length : 0);
        for (int i = 0; i < count; i++) texts.Add(Text(_reader is null ? values[i] : ""));
        return texts.ToImmutable();
    }

    public T Choice<T>(T value)
        where T : struct, Enum
    {
        var all = Enum.GetValues<T>();
        int place = Number(Array.IndexOf(all, value));
        return (uint)place < (uint)all.Length ? all[place] : throw new InvalidDataException($"there is no {typeof(T).Name} {place}");
    }

    private T Next<T>(T value, Func<BinaryReader, T> read, Action<BinaryWriter, T> write)
    {
        if (_reader is not null) return read(_reader);
        write(_writer!, value);
        return value;
    }
}
