using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Controller.Telemetry;

/// <summary>
/// Publishes decisions as counters, gauges, spans and log lines under the name <see cref="Name"/>. It receives decisions outside the pure
/// part and passes everything on; without a listener it costs almost nothing.
/// </summary>
public sealed class DecisionTelemetry : IDecisionSink, IDisposable
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Teleo";

    private readonly IDecisionSink? _next;
    private readonly ILogger _logger;
    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _spans = new(Name);
    private readonly Counter<long> _actions;
    private readonly Counter<long> _outcomes;
    private readonly Counter<long> _gateBound;
    private readonly Histogram<double> _loadError;
    private double _resource;
    private double _margin = double.NaN;
    private long _residentBytes;
    private long _noOpRun;

    public DecisionTelemetry(ILogger logger, IDecisionSink? next = null)
    {
        (_logger, _next) = (logger, next);
        _actions = _meter.CreateCounter<long>("teleo.actions", "{action}", "Actions that the plant accepted, by kind");
        _outcomes = _meter.CreateCounter<long>("teleo.decisions", "{decision}", "Decisions, by outcome");
        _gateBound = _meter.CreateCounter<long>("teleo.gate_bound", "{decision}",
            "Decisions at which the resource forbade what would have been done");
        _loadError = _meter.CreateHistogram<double>("teleo.load.error", "s", "Measured less predicted load time");
        _meter.CreateObservableGauge("teleo.resource", () => Volatile.Read(ref _resource), "{credit}", "The endogenous resource");
        _meter.CreateObservableGauge("teleo.margin", () => Volatile.Read(ref _margin), "{credit}",
            "Lead of the last choice over its runner-up");
        _meter.CreateObservableGauge("teleo.resident", () => Volatile.Read(ref _residentBytes),
            "By", "Resident bytes at the last decision");
        _meter.CreateObservableGauge("teleo.no_op_run", () => Volatile.Read(ref _noOpRun),
            "{decision}", "Decisions in a row that did nothing");
    }

    public void Receive(DecisionRecord record)
    {
        Volatile.Write(ref _resource, record.Balance);
        Volatile.Write(ref _margin, record.Choice.Margin);
        Volatile.Write(ref _residentBytes, record.Inputs.Used.ResidentBytes);
        Volatile.Write(ref _noOpRun, record.NoOpRun);
        var kind = record.Candidates[record.Choice.Chosen].Kind;
        _outcomes.Add(1, new KeyValuePair<string, object?>("outcome", record.Outcome));
        if (record.Choice.GateBound) _gateBound.Add(1);
        if (record.Outcome == OutcomeCode.Acted) _actions.Add(1, new KeyValuePair<string, object?>("action", kind));
        Describe(Activity.Current, record, kind);
        Log(record, kind);
        _next?.Receive(record);
    }

    public void Realise(in Realisation realisation)
    {
        if (realisation.Succeeded) _loadError.Record(realisation.RealisedSeconds - realisation.PredictedSeconds);
        _next?.Realise(realisation);
    }

    /// <summary>Starts a span for one step, from sensing to the record; null without a listener.</summary>
    public Activity? BeginStep(in PoolEvent happened)
    {
        if (!_spans.HasListeners()) return null;
        var span = _spans.StartActivity("teleo.step");
        span?.SetTag("teleo.trigger", happened.Kind);
        span?.SetTag("teleo.skill", happened.Skill);
        return span;
    }

    public void Dispose()
    {
        _meter.Dispose();
        _spans.Dispose();
    }

    private static void Describe(Activity? span, DecisionRecord record, ActionKind kind)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("teleo.decision", record.Inputs.Sequence);
        span.SetTag("teleo.action", kind);
        span.SetTag("teleo.outcome", record.Outcome);
        span.SetTag("teleo.reason", record.Choice.Reason);
        span.SetTag("teleo.margin", record.Choice.Margin);
        span.SetTag("teleo.resource", record.Balance);
        span.SetTag("teleo.candidates", record.Candidates.Count);
    }

    private void Log(DecisionRecord record, ActionKind kind)
    {
        switch (record.Outcome)
        {
            case OutcomeCode.Acted:
                Messages.Acted(_logger, record.Inputs.Sequence, kind, record.Candidates[record.Choice.Chosen].First, record.Choice.Margin);
                break;
            case OutcomeCode.ResourceRestriction:
                Messages.GateHeld(_logger, record.Inputs.Sequence, record.Inputs.Resource);
                break;
            case OutcomeCode.MemoryGuard or OutcomeCode.GuardVeto:
                Messages.Vetoed(_logger, record.Inputs.Sequence, kind, record.Verdict);
                break;
            case OutcomeCode.ProcessFailure or OutcomeCode.Timeout:
                Messages.Failed(_logger, record.Inputs.Sequence, kind, record.Receipt?.Detail ?? record.Outcome.ToString());
                break;
        }
    }
}
