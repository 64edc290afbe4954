using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Teleo.Controller.Domain;

/// <summary>
/// The fields of a state in a fixed order, little-endian and without padding. The same lines write and read them, so that both always
/// agree. A field with an impossible value is refused before it is used.
/// </summary>
internal sealed class StateFields
{
    private readonly ArrayBufferWriter<byte>? _written;
    private readonly ReadOnlyMemory<byte> _read;
    private int _at;

    private StateFields(ArrayBufferWriter<byte>? written, ReadOnlyMemory<byte> read) => (_written, _read) = (written, read);

    public bool IsReading => _written is null;

    public static byte[] Write(Action<StateFields> visit)
    {
        var written = new ArrayBufferWriter<byte>();
        visit(new(written, default));
        return written.WrittenSpan.ToArray();
    }

    /// <summary>Reads all fields; remaining bytes are a fault.</summary>
    public static void Read(ReadOnlyMemory<byte> bytes, Action<StateFields> visit)
    {
        var fields = new StateFields(null, bytes);
        visit(fields);
        if (fields._at < bytes.Length)
            throw fields.Fault(StateFault.TrailingBytes, $"{bytes.Length - fields._at} bytes follow the last field");
    }

    public StateException Fault(StateFault fault, string message) => new(fault, _at, message);

    /// <summary>Refuses what was just read unless it holds.</summary>
    public void Require(bool holds, string what)
    {
        if (IsReading && !holds) throw Fault(StateFault.BadValue, what);
    }

    /// <summary>A number that both sides know.</summary>
    public void Same(long value, StateFault fault, string what)
    {
        long read = value;
        Number(ref read);
        if (read != value) throw Fault(fault, $"{what} is {read}, not {value}");
    }

    /// <summary>A text that both sides know.</summary>
    public void Same(string text, StateFault fault, string what)
    {
        byte[] expected = Encoding.UTF8.GetBytes(text);
        Same(expected.Length, fault, $"the length of {what}");
        if (_written is { } to) to.Write(expected);
        else if (!Next(expected.Length).SequenceEqual(expected)) throw Fault(fault, $"{what} is not '{text}'");
    }

    public void Number(ref long value)
    {
        if (_written is { } to) BinaryPrimitives.WriteInt64LittleEndian(Room(to, sizeof(long)), value);
        else value = BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long)));
    }

    public void Number(ref ulong value) => Number(ref Unsafe.As<ulong, long>(ref value));

    public void Number(ref int value)
    {
        long wide = value;
        Number(ref wide);
        Require(wide is >= int.MinValue and <= int.MaxValue, "a number of 32 bits");
        value = (int)wide;
    }

    public void Number(ref uint value)
    {
        long wide = value;
        Number(ref wide);
        Require(wide is >= 0 and <= uint.MaxValue, "a number of 32 bits");
        value = (uint)wide;
    }

    /// <summary>Any double, also one that is infinite or not a number.</summary>
    public void Number(ref double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        Number(ref bits);
        value = BitConverter.Int64BitsToDouble(bits);
    }

    public void Amount(ref double value)
    {
        Number(ref value);
        Require(double.IsFinite(value) && value >= 0, "an amount, finite and not negative");
    }

    public void Count(ref long value)
    {
        Number(ref value);
        Require(value >= 0, "a count, not negative");
    }

    public void Flag(ref bool value)
    {
        long bit = value ? 1 : 0;
        Number(ref bit);
        Require(bit is 0 or 1, "a flag");
        value = bit == 1;
    }

    public void Word<T>(ref T value)
        where T : struct, Enum
    {
        long number = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
        Number(ref number);
        var word = (T)Enum.ToObject(typeof(T), number & byte.MaxValue);
        Require(number is >= 0 and <= byte.MaxValue && Enum.IsDefined(word), $"a word of {typeof(T).Name}");
        value = word;
    }

    private static Span<byte> Room(ArrayBufferWriter<byte> to, int bytes)
    {
        var room = to.GetSpan(bytes);
        to.Advance(bytes);
        return room;
    }

    private ReadOnlySpan<byte> Next(int bytes)
    {
        if (bytes > _read.Length - _at) throw Fault(StateFault.Truncated, $"{bytes} more bytes are needed, {_read.Length - _at} are there");
        var next = _read.Span.Slice(_at, bytes);
        _at += bytes;
        return next;
    }
}
