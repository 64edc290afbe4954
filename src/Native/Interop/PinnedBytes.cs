using System.Buffers;
using System.Runtime.CompilerServices;

namespace Teleo.Native.Interop;

/// <summary>
/// Bytes at an address that a host may read: they stay there until more are appended or they are cleared. The collector never moves
/// them, and one more byte than was written is always zero, so that text can be read as a C string.
/// </summary>
internal sealed unsafe class PinnedBytes : IBufferWriter<byte>
{
    private const int Smallest = 256;

    private byte[] _bytes = GC.AllocateArray<byte>(Smallest, pinned: true);

    public int Length { get; private set; }

    public byte* Pointer => (byte*)Unsafe.AsPointer(ref _bytes[0]);

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        _bytes[0] = 0;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    public void Advance(int count) => _bytes[Length += count] = 0;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length, _bytes.Length - Length - 1);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length, _bytes.Length - Length - 1);
    }

    private void Reserve(int more)
    {
        int needed = checked(Length + Math.Max(1, more) + 1);
        if (needed <= _bytes.Length) return;
        int doubled = (int)Math.Min(2L * _bytes.Length, Array.MaxLength);
        byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(needed, doubled), pinned: true);
        Written.CopyTo(larger);
        larger[Length] = 0;
        _bytes = larger;
    }
}
