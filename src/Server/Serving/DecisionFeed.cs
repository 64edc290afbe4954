using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Experiments.Tracing;

namespace Teleo.Server.Serving;

/// <summary>
/// Receives every decision record: writes it to the trace at once, and keeps the last ones for event streams. If a trace can no longer be
/// written it ends, and the pool continues.
/// </summary>
internal sealed class DecisionFeed : IDecisionSink, IDisposable
{
    private const int MostKept = 1024;

    private readonly Catalog _catalog;
    private readonly TraceHeader _header;
    private readonly TraceParts? _parts;
    private readonly long _mostBytes;
    private LineTap _tap;
    private TraceWriter _writer;
    private readonly Queue<ServedDecision> _kept = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DecisionFeed(Catalog catalog, TraceHeader header, TraceParts? parts, long mostBytes)
    {
        (_catalog, _header, _parts, _mostBytes) = (catalog, header, parts, mostBytes);
        (_tap, _writer) = NextPart();
    }

    /// <param name="started">The moment that time 0 of the trace stands for.</param>
    /// <exception cref="InputException">The trace cannot be written.</exception>
    public static DecisionFeed Open(ServeOptions options, TeleodynamicPolicy policy, Catalog catalog, DateTimeOffset started)
    {
        var run = new Dictionary<string, string>
        {
            ["workload"] = "clients",
            ["capacity"] = options.Memory,
            ["plant"] = "live",
            ["speed"] = "real",
        };
        var header = TraceFile.HeaderOf(policy, catalog, options.Seed, $"serve/{policy.Name}/{options.Seed}", run);
        try
        {
            var parts = options.Trace is { } path ? new TraceParts(path) : null;
            return new DecisionFeed(catalog, header with { Epoch = started }, parts, options.TracePartBytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException("TraceNotWritable", problem.Message, options.Trace);
        }
    }

    /// <summary>The part of the run before that is lost; null where its trace has an end, or there is none.</summary>
    public string? Loss => _parts?.Loss;

    /// <summary>Number of the last decision; -1 before the first.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>The reason why the trace ended early; null while it is complete.</summary>
    public string? TraceFault => _tap.Fault;

    public void Receive(DecisionRecord record)
    {
        if (_parts is not null && TraceFault is null && _writer.Bytes >= _mostBytes) Rotate();
        _writer.Receive(record);
        string action = Explanation.Name(record.Candidates[record.Choice.Chosen], record.Candidates, _catalog);
        var decision = new ServedDecision(
            record.Inputs.Sequence, record.Inputs.NowNs * 1e-9, action, record.Outcome.ToString(), Explanation.Of(record, _catalog),
                _tap.LastLine);
        TaskCompletionSource news;
        lock (_kept)
        {
            Last = decision.Number;
            _kept.Enqueue(decision);
            if (_kept.Count > MostKept) _kept.Dequeue();
            (news, _news) = (_news, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        news.SetResult();
    }

    public void Realise(in Realisation realisation) => _writer.Realise(realisation);

    /// <summary>Returns decisions after a number, oldest first, and a task that completes when there are more.</summary>
    public (IReadOnlyList<ServedDecision> Decisions, Task More) After(long number)
    {
        lock (_kept) return ([.. _kept.Where(decision => decision.Number > number)], _news.Task);
    }

    public ServedDecision? Find(long number)
    {
        lock (_kept) return _kept.FirstOrDefault(decision => decision.Number == number);
    }

    private void Rotate()
    {
        _writer.Dispose();
        _parts!.End(_tap.LastLine);
        _tap.Dispose();
        (_tap, _writer) = NextPart();
    }

    /// <summary>Opens the next file. A first one that cannot be opened stops the start of the server; a later one ends the trace.</summary>
    private LineTap Opened()
    {
        try
        {
            return new LineTap(_parts?.OpenNext());
        }
        catch (IOException problem) when (_tap is not null)
        {
            return new LineTap(null) { Fault = problem.Message };
        }
    }

    private (LineTap Tap, TraceWriter Writer) NextPart()
    {
        var tap = Opened();
        var run = _header.Run;
        if (_parts is { Number: > 1 })
            run = run.SetItem("part", $"{_parts.Number}").SetItem("follows", _parts.Follows ?? "nothing that holds");
        return (tap, new TraceWriter(tap, _header with { Run = run }));
    }

    /// <summary>Writes the last line of the trace.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _tap.Dispose();
    }
}
