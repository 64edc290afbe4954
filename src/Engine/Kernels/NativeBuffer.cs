using System.Runtime.InteropServices;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Zeroed memory outside the managed heap, aligned to a cache line. A large buffer comes directly from the system, so its pages take no
/// memory before use; the allocator would clear, and so touch, reused memory.
/// </summary>
internal sealed unsafe class NativeBuffer<T> : SafeHandle where T : unmanaged
{
    private const int CacheLine = 64, Large = 4 << 20;

    private readonly nuint _bytes;

    public NativeBuffer(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        // One line to align the start, and one more that kernels may read beyond the end.
        _bytes = checked((nuint)length * (nuint)sizeof(T) + (2 * CacheLine));
        SetHandle((nint)(IsMapped ? LinuxCalls.MapAnonymously((long)_bytes) : NativeMemory.AllocZeroed(_bytes)));
        if (IsInvalid) throw new OutOfMemoryException($"there are no {_bytes} bytes to be had");
        Pointer = (T*)((handle + CacheLine - 1) & -CacheLine);
    }

    public long Length { get; }

    public long SizeBytes => Length * sizeof(T);

    public T* Pointer { get; }

    private bool IsMapped => _bytes >= Large && OperatingSystem.IsLinux();

    public override bool IsInvalid => handle == 0;

    public Span<T> Span(long start, int length)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new(Pointer + start, length);
    }

    protected override bool ReleaseHandle()
    {
        if (IsMapped) _ = LinuxCalls.Unmap((void*)handle, _bytes);
        else NativeMemory.Free((void*)handle);
        return true;
    }
}
