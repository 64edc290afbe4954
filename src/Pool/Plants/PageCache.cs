namespace Teleo.Pool.Plants;

/// <summary>Models the page cache: the most recently read files, as many as fit.</summary>
internal sealed class PageCache(int skills, long capacityBytes)
{
    private readonly long[] _readAt = new long[skills];
    private readonly long[] _bytes = new long[skills];
    private long _reads;

    public bool IsWarm(int skill)
    {
        if (_readAt[skill] == 0) return false;
        long newer = _bytes[skill];
        for (int other = 0; other < _readAt.Length; other++)
            if (_readAt[other] > _readAt[skill]) newer += _bytes[other];
        return newer <= capacityBytes;
    }

    public void Read(int skill, long bytes)
    {
        _readAt[skill] = ++_reads;
        _bytes[skill] = bytes;
    }

    public PageCache Fork()
    {
        var fork = new PageCache(_readAt.Length, capacityBytes) { _reads = _reads };
        _readAt.CopyTo(fork._readAt, 0);
        _bytes.CopyTo(fork._bytes, 0);
        return fork;
    }
}
