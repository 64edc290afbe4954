using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>
/// Reads claims one after another. The first fault sticks: later reads give zeros and change nothing, so a parser checks
/// where it branches, not after each field.
/// </summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes, int position = 0)
{
    private const int LongestSubject = 128;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    public readonly int Remaining => _bytes.Length - Position;

    public bool Failed { get; private set; }

    public FormatError Error { get; private set; }

    public void Fail(FormatFault fault, long offset, ulong found = 0, string? subject = null)
    {
        if (Failed) return;
        Failed = true;
        Error = new(fault, offset, found, subject);
    }

    /// <summary>The same, about something that has a name in the file: its text is made only now.</summary>
    public void Fail(FormatFault fault, long offset, ulong found, Slice name)
    {
        if (!Failed) Fail(fault, offset, found, String(name));
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (!Failed && count > Remaining) Fail(FormatFault.Truncated, _bytes.Length);
        if (Failed) return default;
        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    public uint U32()
    {
        var field = Take(4);
        return Failed ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(field);
    }

    public ulong U64()
    {
        var field = Take(8);
        return Failed ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(field);
    }

    /// <summary>A count of things that each need some bytes: more than the bytes can hold is a fault.</summary>
    public int Count(ulong claimed, int smallestBytes, int limit, long offset, string subject)
    {
        if (claimed > (ulong)limit || claimed > (ulong)(Remaining / smallestBytes))
            Fail(FormatFault.CountExceedsFile, offset, claimed, subject);
        return Failed ? 0 : (int)claimed;
    }

    /// <summary>A text behind its 64-bit length.</summary>
    public Slice Text64(string subject)
    {
        int at = Position;
        ulong length = U64();
        if (!Failed && length > (ulong)Remaining) Fail(FormatFault.LengthExceedsFile, at, length, subject);
        return Text(Failed ? 0 : (int)length, subject);
    }

    /// <summary>Reads a text whose length is already known to be in the file.</summary>
    public Slice Text(int length, string subject)
    {
        int at = Position;
        if (!Utf8.IsValid(Take(length))) Fail(FormatFault.InvalidUtf8, at, 0, subject);
        return Failed ? default : new Slice(at, length);
    }

    public readonly ReadOnlySpan<byte> this[Slice slice] => _bytes.Slice(slice.Offset, slice.Length);

    private readonly string String(Slice slice) => Encoding.UTF8.GetString(this[slice][..Math.Min(slice.Length, LongestSubject)]);
}

/// <summary>A range of bytes in the head of a file.</summary>
internal readonly record struct Slice(int Offset, int Length);
