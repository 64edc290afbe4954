using System.Collections.Immutable;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Workloads;

/// <summary>A trace in memory with what is foretold in it.</summary>
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
}
