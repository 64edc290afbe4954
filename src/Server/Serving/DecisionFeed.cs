using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;

namespace Teleo.Server.Serving;

/// <summary>
/// Receives every decision whole: writes it to the trace as it is made, and keeps the last ones for those who watch. A trace that cannot be
/// written any more ends, and the pool goes on.
/// </summary>
internal sealed class DecisionFeed : IDecisionSink, IDisposable
{
    private const int MostKept = 1024;

    private readonly Catalog _catalog;
    private readonly LineTap _tap;
    private readonly TraceWriter _writer;
    private readonly Queue<ServedDecision> _kept = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="trace">Receives the trace; null for none.</param>
    public DecisionFeed(Catalog catalog, TraceHeader header, Stream? trace)
    {
        _catalog = catalog;
        _tap = new LineTap(trace);
        _writer = new TraceWriter(_tap, header);
    }

    /// <summary>Number of the last decision; -1 before the first.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>The reason why the trace ended early; null while it is whole.</summary>
    public string? TraceFault => _tap.Fault;

    public void Receive(DecisionRecord record)
    {
        _writer.Receive(record);
        string action = Explanation.Name(record.Candidates[record.Choice.Chosen], record.Candidates, _catalog);
        var told = new ServedDecision(
            record.Inputs.Sequence, record.Inputs.NowNs * 1e-9, action, record.Outcome.ToString(), Explanation.Of(record, _catalog),
                _tap.LastLine);
        TaskCompletionSource news;
        lock (_kept)
        {
            Last = told.Number;
            _kept.Enqueue(told);
            if (_kept.Count > MostKept) _kept.Dequeue();
            (news, _news) = (_news, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        news.SetResult();
    }

    public void Realise(in Realisation realisation) => _writer.Realise(realisation);

    /// <summary>Decisions after a number, oldest first, and what completes when there are more.</summary>
    public (IReadOnlyList<ServedDecision> Decisions, Task More) After(long number)
    {
        lock (_kept) return ([.. _kept.Where(decision => decision.Number > number)], _news.Task);
    }

    public ServedDecision? Find(long number)
    {
        lock (_kept) return _kept.FirstOrDefault(decision => decision.Number == number);
    }

    /// <summary>Writes the last line of the trace.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _tap.Dispose();
    }
}
