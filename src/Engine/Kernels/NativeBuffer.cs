using System.Runtime.InteropServices;

namespace Teleo.Engine.Kernels;

/// <summary>Zeroed memory outside the managed heap, aligned to a cache line.</summary>
internal sealed unsafe class NativeBuffer<T> : SafeHandle where T : unmanaged
{
    public NativeBuffer(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        nuint bytes = checked((nuint)length * (nuint)sizeof(T) + 64);
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, 64));
        NativeMemory.Clear((void*)handle, bytes);
    }

    public long Length { get; }

    public long SizeBytes => Length * sizeof(T);

    public T* Pointer => (T*)handle;

    public override bool IsInvalid => handle == 0;

    public Span<T> Span(long start, int length)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new(Pointer + start, length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
