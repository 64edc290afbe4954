using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// The registry's events, one sealed JSON line each, numbered without a gap. An event stays in memory until it is flushed to the file.
/// After a failure the file is cut back to its flushed part and the waiting events are written again, because the rest of a failed flush
/// cannot be trusted.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const int MostWaiting = 256;
    private readonly IDisk _disk;
    private readonly string _path;
    private readonly List<RegistryEvent> _waiting = [];
    private IDiskFile? _file;
    private long _flushedBytes, _length;
    private int _written;
    private bool _isNameFlushed;

    /// <summary>Reads the events up to the first line that is damaged or out of order.</summary>
    /// <param name="flushed">The number of the last event that is known to be flushed; what follows is written again.</param>
    /// <param name="seen">Called for each event.</param>
    public EventFile(IDisk disk, string path, long flushed, Action<RegistryEvent> seen)
    {
        _disk = disk;
        _path = path;
        foreach (var (entry, end) in EventLines.In(disk, path))
        {
            if (entry.Sequence != Last + 1) break;
            if (entry.Sequence <= flushed) (Flushed, _flushedBytes) = (entry.Sequence, end);
            else _waiting.Add(entry);
            seen(entry);
        }
    }

    /// <summary>The number of the last event that is flushed.</summary>
    public long Flushed { get; private set; }

    /// <summary>The number of the last event.</summary>
    public long Last => Flushed + _waiting.Count;

    public IReadOnlyList<RegistryEvent> Waiting => _waiting;

    public IEnumerable<RegistryEvent> All() =>
        EventLines.In(_disk, _path).Select(line => line.Event).TakeWhile(entry => entry.Sequence <= Flushed).Concat(_waiting.ToArray());

    /// <summary>Adds an event that is written with the next ones.</summary>
    public void Wait(RegistryEvent entry) => _waiting.Add(entry);

    /// <summary>Adds events and writes the waiting ones, as far as the disk accepts them; the rest waits for the next call.</summary>
    /// <param name="flush">False where events may be lost with the power; they are flushed with later ones.</param>
    public void Append(IEnumerable<RegistryEvent> events, bool flush)
    {
        _waiting.AddRange(events);
        if (_waiting.Count == 0) return;
        try
        {
            Write(flush || _waiting.Count >= MostWaiting);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            Close();
        }
    }

    public void Dispose() => Close();

    private void Write(bool flush)
    {
        if (_file is null)
        {
            _file = _disk.Open(_path, DiskAccess.Edit);
            _file.Truncate(_flushedBytes);
            _length = _flushedBytes;
        }

        for (; _written < _waiting.Count; _written++)
        {
            byte[] line = _waiting[_written].ToLine();
            _file.Write(line, _length);
            _length += line.Length;
        }

        if (!flush) return;
        _file.Flush();
        if (!_isNameFlushed) _disk.FlushFolder(Path.GetDirectoryName(_path)!);
        _isNameFlushed = true;
        (Flushed, _flushedBytes) = (Last, _length);
        _waiting.Clear();
        _written = 0;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _written = 0;
    }
}
