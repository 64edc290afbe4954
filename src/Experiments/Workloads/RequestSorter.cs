using System.Runtime.InteropServices;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Sorts requests by arrival, equal times in their original order, and removes duplicates. Up to a million are held in memory; more are
/// written to a scratch file in sorted runs, which are merged when they are read.
/// </summary>
internal sealed class RequestSorter : IDisposable
{
    public const int RunRows = 1 << 20;

    private const int ReadRows = 1 << 12;

    private readonly Func<Stream> _openScratch;
    private readonly HashSet<long> _sameInstant = [];
    private readonly List<(long Start, int Count)> _runs = [];
    private Entry[] _entries = new Entry[1 << 10];
    private Stream? _scratch;
    private int _held;
    private int _sequence;
    private bool _isOrdered = true;

    /// <param name="openScratch">Opens the scratch file, which is deleted when it is closed.</param>
    public RequestSorter(Func<Stream> openScratch) => _openScratch = openScratch;

    public long Count { get; private set; }

    /// <summary>Requests that arrived before the one above them.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Number of requests left out because of an earlier one with the same time and id; known after reading.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Requests without an id that are equal to another one in all they state; they are kept. Known after reading.</summary>
    public long Alike { get; private set; }

    /// <param name="id">A hash of the request's id; 0 where it has none.</param>
    public void Add(in Request request, long id)
    {
        if (_held == _entries.Length)
        {
            if (_held == RunRows) WriteRun();
            else Array.Resize(ref _entries, 2 * _held);
        }

        if (_held > 0 && request.ArrivalNs < _entries[_held - 1].Request.ArrivalNs)
        {
            OutOfOrder++;
            _isOrdered = false;
        }

        _entries[_held++] = new Entry(request, id, _sequence++);
        Count++;
    }

    /// <summary>The requests in order; to be read once.</summary>
    public IEnumerable<Request> Sorted()
    {
        SortHeld();
        long instant = long.MinValue;
        foreach (var entry in _runs.Count == 0 ? Held : Merged())
        {
            if (entry.Request.ArrivalNs != instant)
            {
                instant = entry.Request.ArrivalNs;
                _sameInstant.Clear();
            }

            if (!_sameInstant.Add(entry.Key))
            {
                if (entry.Id != 0)
                {
                    Duplicates++;
                    continue;
                }

                Alike++;
            }

            yield return entry.Request;
        }
    }

    public void Dispose() => _scratch?.Dispose();

    private IEnumerable<Entry> Held => new ArraySegment<Entry>(_entries, 0, _held);

    private IEnumerable<Entry> Merged()
    {
        var runs = new PriorityQueue<IEnumerator<Entry>, (long, int)>();
        foreach (var run in _runs) Enter(runs, Run(run.Start, run.Count).GetEnumerator());
        Enter(runs, Held.GetEnumerator());
        while (runs.TryDequeue(out var run, out _))
        {
            yield return run.Current;
            Enter(runs, run);
        }
    }

    private static void Enter(PriorityQueue<IEnumerator<Entry>, (long, int)> runs, IEnumerator<Entry> run)
    {
        if (run.MoveNext()) runs.Enqueue(run, (run.Current.Request.ArrivalNs, run.Current.Sequence));
        else run.Dispose();
    }

    private IEnumerable<Entry> Run(long start, int count)
    {
        var block = new Entry[Math.Min(count, ReadRows)];
        for (int read = 0; read < count;)
        {
            int rows = Math.Min(block.Length, count - read);
            _scratch!.Position = (start + read) * Entry.Bytes;
            _scratch.ReadExactly(MemoryMarshal.AsBytes(block.AsSpan(0, rows)));
            for (int i = 0; i < rows; i++) yield return block[i];
            read += rows;
        }
    }

    private void WriteRun()
    {
        SortHeld();
        _scratch ??= _openScratch();
        _runs.Add((_scratch.Length / Entry.Bytes, _held));
        _scratch.Position = _scratch.Length;
        _scratch.Write(MemoryMarshal.AsBytes(_entries.AsSpan(0, _held)));
        _held = 0;
    }

    private void SortHeld()
    {
        if (!_isOrdered) _entries.AsSpan(0, _held).Sort();
        _isOrdered = true;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Entry(Request Request, long Id, int Sequence) : IComparable<Entry>
    {
        public static readonly int Bytes = Marshal.SizeOf<Entry>();

        /// <summary>Equal for requests of one instant that are the same one.</summary>
        public long Key => Id != 0 ? Id : Request.GetHashCode();

        public int CompareTo(Entry other)
        {
            int order = Request.ArrivalNs.CompareTo(other.Request.ArrivalNs);
            return order != 0 ? order : Sequence.CompareTo(other.Sequence);
        }
    }
}
