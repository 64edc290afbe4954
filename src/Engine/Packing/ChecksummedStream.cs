using Teleo.Engine.Formats;

namespace Teleo.Engine.Packing;

/// <summary>Writes bytes on and mixes them into a checksum eight at a time.</summary>
internal sealed class ChecksummedStream(Stream stream, ISlmChecksum checksum)
{
    private readonly byte[] _pending = new byte[1 << 16];
    private int _held;
    private ulong _state = checksum.Start;

    public long Written { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Written += bytes.Length;
        while (!bytes.IsEmpty)
        {
            int part = Math.Min(bytes.Length, _pending.Length - _held);
            bytes[..part].CopyTo(_pending.AsSpan(_held));
            _held += part;
            bytes = bytes[part..];
            if (_held == _pending.Length) Pass();
        }
    }

    public void PadTo(long position)
    {
        Span<byte> zeros = stackalloc byte[SlmHeader.Alignment];
        zeros.Clear();
        Write(zeros[..(int)(position - Written)]);
    }

    /// <summary>Returns the checksum of everything written, which must be a whole number of words.</summary>
    public ulong Finish()
    {
        Pass();
        return checksum.Finish(_state);
    }

    private void Pass()
    {
        _state = checksum.Mix(_state, _pending.AsSpan(0, _held));
        stream.Write(_pending, 0, _held);
        _held = 0;
    }
}
