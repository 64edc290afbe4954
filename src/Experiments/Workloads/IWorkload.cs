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
}

/// <summary>A position in a trace.</summary>
public interface IRequestReader : IDisposable
{
    /// <summary>Fills the span from its start with at least one row; 0 only at the end of the trace.</summary>
    int Read(Span<Request> into);
}
