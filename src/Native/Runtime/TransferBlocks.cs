using System.Runtime.InteropServices;
using Teleo.Engine;

namespace Teleo.Native.Runtime;

/// <summary>The blocks of memory a host has been given to pass bytes in. A block is freed by its own address and length only.</summary>
internal sealed unsafe class TransferBlocks
{
    /// <summary>A cache line, so that a model's tensors keep their alignment.</summary>
    private const nuint Alignment = 64;

    private readonly Dictionary<nint, nuint> _lengths = [];

    public int Count => _lengths.Count;

    public ulong Bytes { get; private set; }

    /// <summary>The number of times that a host tried to free what it was not given, or with another length.</summary>
    public int RefusedFrees { get; private set; }

    public byte* Give(nuint length)
    {
        byte* block = (byte*)NativeMemory.AlignedAlloc(length, Alignment);
        _lengths.Add((nint)block, length);
        Bytes += length;
        return block;
    }

    public void Free(byte* block, nuint length)
    {
        if (block == null) return;
        if (!_lengths.TryGetValue((nint)block, out nuint given))
            throw Refused(EngineErrorCode.NullPointer, "dealloc was given an address that alloc did not return, or that was freed before");
        if (length != given)
            throw Refused(EngineErrorCode.InvalidLength,
                $"dealloc was given length {length} for a block of {given} bytes; the block stays");
        _lengths.Remove((nint)block);
        Bytes -= length;
        NativeMemory.AlignedFree(block);
    }

    /// <summary>Refuses a read beyond the end of a known block.</summary>
    public void CheckRead(byte* start, nuint length)
    {
        if (_lengths.TryGetValue((nint)start, out nuint given) && length > given)
            throw new EngineException(EngineErrorCode.InvalidLength, $"{length} bytes were named in a block of {given}");
    }

    private EngineException Refused(EngineErrorCode code, string message)
    {
        RefusedFrees++;
        return new(code, message);
    }
}
