using Teleo.Engine.Bytes;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Tests.Bytes;

/// <summary>Bytes that end where a page nobody may touch begins: reading one byte too far ends the test run.</summary>
internal sealed unsafe class GuardedBytes : IDisposable
{
    private const int Page = 65536;   // at least as large as any system's page

    private readonly byte* _start;
    private readonly long _size;

    public GuardedBytes(int capacity)
    {
        _size = (capacity + Page - 1) / Page * Page + Page;
        _start = LinuxCalls.MapAnonymously(_size);
        Assert.Equal(0, LinuxCalls.Protect(_start + _size - Page, Page, 0));
    }

    /// <summary>Puts content against the guard; the last content's place is used again.</summary>
    public RawBytes Put(ReadOnlySpan<byte> content)
    {
        byte* at = _start + _size - Page - content.Length;
        content.CopyTo(new Span<byte>(at, content.Length));
        return new(at, content.Length);
    }

    public void Dispose() => LinuxCalls.Unmap(_start, (nuint)_size);
}
