using System.Runtime.InteropServices;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Zeroed memory outside the managed heap, aligned to a cache line. Pages of a large one take no memory before they are used.
/// </summary>
internal sealed unsafe class NativeBuffer<T> : SafeHandle where T : unmanaged
{
    private const int CacheLine = 64;

    public NativeBuffer(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        // One line to align the start, and one more that kernels may read beyond the end.
        SetHandle((nint)NativeMemory.AllocZeroed(checked((nuint)length * (nuint)sizeof(T) + (2 * CacheLine))));
        Pointer = (T*)((handle + CacheLine - 1) & -CacheLine);
    }

    public long Length { get; }

    public long SizeBytes => Length * sizeof(T);

    public T* Pointer { get; }

    public override bool IsInvalid => handle == 0;

    public Span<T> Span(long start, int length)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new(Pointer + start, length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
