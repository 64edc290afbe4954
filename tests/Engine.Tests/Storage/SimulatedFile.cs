using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Storage;

/// <summary>A file of a simulated disk: the content that is seen, the content that was flushed, and the changes between the two.</summary>
internal sealed class SimulatedFile(int number, byte[]? kept)
{
    private const int SectorBytes = 512;
    private readonly List<Change> _pending = [];
    private byte[] _now = kept ?? [], _kept = kept ?? [];

    public int Number { get; } = number;

    /// <summary>Grows with every change.</summary>
    public long Version { get; private set; }

    public long Length => _now.Length;

    public byte[] Bytes => _now;

    public int Read(byte[] into, long offset)
    {
        int read = (int)Math.Clamp(_now.Length - offset, 0, into.Length);
        Array.Copy(_now, offset, into, 0, read);
        return read;
    }

    public void Write(byte[] bytes, long offset) => Take(new(offset, bytes));

    public void Truncate(long length) => Take(new(length, null));

    public void Flush()
    {
        _kept = _now;
        _pending.Clear();
    }

    /// <summary>Keeps some of the changes and forgets the rest for good, though they can still be read.</summary>
    public void FlushPart(TestRandom chance)
    {
        foreach (var change in _pending.Where(_ => chance.Below(2) == 0)) _kept = change.On(_kept);
        _pending.Clear();
    }

    public void Restart(PowerLoss loss, TestRandom chance)
    {
        foreach (var change in _pending)
        {
            int fate = loss switch
            {
                PowerLoss.EverythingLost => 0,
                PowerLoss.EverythingKept => 1,
                _ => chance.Below(3),
            };
            if (fate == 1) _kept = change.On(_kept);
            else if (fate == 2 && change.Bytes is { } bytes) _kept = change.Cut(chance.Below((bytes.Length / SectorBytes) + 1) * SectorBytes).On(_kept);
        }

        _pending.Clear();
        _now = _kept;
        Version++;
    }

    private void Take(Change change)
    {
        _pending.Add(change);
        _now = change.On(_now);
        Version++;
    }

    /// <param name="Bytes">The bytes that are written at the offset; null where the file is cut, or filled with zeros, to it.</param>
    private readonly record struct Change(long Offset, byte[]? Bytes)
    {
        public byte[] On(byte[] content)
        {
            byte[] changed = new byte[Bytes is null ? Offset : Math.Max(content.Length, Offset + Bytes.Length)];
            Array.Copy(content, changed, Math.Min(content.Length, changed.Length));
            Bytes?.CopyTo(changed, Offset);
            return changed;
        }

        public Change Cut(int length) => this with { Bytes = Bytes![..Math.Min(length, Bytes!.Length)] };
    }
}
