using System.Collections.Immutable;

namespace Teleo.Experiments.Workloads;

/// <summary>A trace in memory with its predictions.</summary>
internal sealed class ForetoldWorkload(ImmutableArray<string> skills, Request[] rows, TimedForetelling[] told, string clients)
    : IForetoldWorkload
{
    private readonly MemoryWorkload _requests = new(skills, rows);

    public ImmutableArray<string> Skills => _requests.Skills;

    public long Count => _requests.Count;

    public long EndNs => _requests.EndNs;

    public string ContentHash => _requests.ContentHash;

    public ReadOnlyMemory<TimedForetelling> Foretellings => told;

    public string Clients => clients;

    public IRequestReader Open(long firstRow = 0) => _requests.Open(firstRow);

    /// <summary>Cuts a piece out of a workload: the given rows, and the predictions from the start of the piece to its last row.</summary>
    public static IWorkload Piece(IWorkload whole, Request[] rows, long beginNs)
    {
        long endNs = rows.Length > 0 ? rows[^1].ArrivalNs : beginNs;
        for (int i = 0; i < rows.Length; i++) rows[i] = rows[i] with { ArrivalNs = rows[i].ArrivalNs - beginNs };
        if (whole is not IForetoldWorkload foretold) return new MemoryWorkload(whole.Skills, rows);
        var told = new List<TimedForetelling>();
        foreach (var one in foretold.Foretellings.Span)
            if (one.TimeNs >= beginNs && one.TimeNs <= endNs) told.Add(one with { TimeNs = one.TimeNs - beginNs });
        return new ForetoldWorkload(whole.Skills, rows, [.. told], foretold.Clients);
    }
}
