using System.Collections.Immutable;

namespace Teleo.Experiments.Workloads;

/// <summary>A workload with its rows in memory: short recordings and synthetic workloads.</summary>
internal sealed class MemoryWorkload : IWorkload
{
    private readonly Request[] _rows;
    private readonly Lazy<string> _hash;

    /// <param name="rows">In order of arrival; not copied.</param>
    public MemoryWorkload(ImmutableArray<string> skills, Request[] rows)
    {
        Skills = skills;
        _rows = rows;
        _hash = new(HashOf);
    }

    public ImmutableArray<string> Skills { get; }

    public long Count => _rows.Length;

    public long EndNs => _rows.Length == 0 ? 0 : _rows[^1].ArrivalNs;

    public string ContentHash => _hash.Value;

    public ReadOnlySpan<Request> Rows => _rows;

    public IRequestReader Open(long firstRow = 0) => new Reader(_rows, (int)firstRow);

    private string HashOf()
    {
        using var writer = WorkloadWriter.ToHash();
        foreach (ref readonly var row in Rows) writer.Add(row);
        return writer.Complete(Skills);
    }

    private sealed class Reader(Request[] rows, int next) : IRequestReader
    {
        public int Read(Span<Request> into)
        {
            int count = Math.Min(into.Length, rows.Length - next);
            rows.AsSpan(next, count).CopyTo(into);
            next += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
