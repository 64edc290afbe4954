using System.Collections.Immutable;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Requests in order of arrival, in memory or in a file. A run reads them block by block, so that what it holds
/// does not grow with the length of the trace.
/// </summary>
public interface IWorkload
{
    /// <summary>Names of the requested skills; a request's skill is an index into it.</summary>
    ImmutableArray<string> Skills { get; }

    long Count { get; }

    /// <summary>Arrival of the last request.</summary>
    long EndNs { get; }

    /// <summary>SHA-256 of names and rows in their canonical bytes: equal content has an equal hash in any place.</summary>
    string ContentHash { get; }

    /// <summary>Opens a new reader that starts at the given row.</summary>
    IRequestReader Open(long firstRow = 0);

    /// <summary>Returns the requests one by one, from a reader of their own.</summary>
    IEnumerable<Request> Requests()
    {
        using var reader = Open();
        var block = new Request[4096];
        for (int count; (count = reader.Read(block)) > 0;)
            for (int i = 0; i < count; i++) yield return block[i];
    }
}

/// <summary>A position in a trace.</summary>
public interface IRequestReader : IDisposable
{
    /// <summary>Fills the span from its start with at least one row; 0 only at the end of the trace.</summary>
    int Read(Span<Request> into);
}
