using System.Globalization;
using System.Text;

namespace Teleo.Pool.Tests.Telemetry;

/// <summary>Reads the wire format of protocol buffers: fields by number, without their schema.</summary>
internal static class Protobuf
{
    /// <summary>All messages at a path of field numbers.</summary>
    public static IEnumerable<byte[]> Parts(byte[] message, params int[] path)
    {
        IEnumerable<byte[]> found = [message];
        foreach (int field in path) found = found.SelectMany(part => Fields(part).Where(entry => entry.Field == field).Select(entry => entry.Value)).ToList();
        return found;
    }

    public static byte[] Bytes(byte[] message, int field) => Fields(message).FirstOrDefault(entry => entry.Field == field).Value ?? [];

    /// <summary>An AnyValue as text: string_value = 1, bool_value = 2, int_value = 3, double_value = 4.</summary>
    public static string Value(byte[] any)
    {
        var (field, value) = Fields(any).Single();
        return field switch
        {
            1 => Encoding.UTF8.GetString(value),
            2 or 3 => BitConverter.ToInt64(value).ToString(CultureInfo.InvariantCulture),
            4 => BitConverter.ToDouble(value).ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidDataException($"a value of kind {field}"),
        };
    }

    private static List<(int Field, byte[] Value)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            int length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                _ => throw new InvalidDataException($"wire type {key & 7} at {at}"),
            };
            byte[] value = (key & 7) == 0 ? BitConverter.GetBytes(Varint(message, ref at)) : message[at..(at += length)];
            fields.Add(((int)(key >> 3), value));
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
