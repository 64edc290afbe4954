using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Telemetry;

public sealed class DecisionTelemetryTests
{
    private readonly Lines _log = new();
    private readonly Dictionary<string, double> _measured = [];

    [Fact]
    public void What_is_decided_is_counted_gauged_and_logged()
    {
        using var listener = Listen();
        using var telemetry = new DecisionTelemetry(_log);
        var rig = new Rig(new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(20))) { OnDecision = telemetry.Receive };
        rig.Pool.Request(1);
        rig.Pool.Advance(5);
        foreach (var realisation in rig.Realisations) telemetry.Realise(realisation);
        listener.RecordObservableInstruments();

        Assert.Equal(rig.Decisions.Count, _measured["teleo.decisions"]);
        Assert.True(_measured["teleo.actions"] >= 1);
        Assert.Equal(rig.Record.Balance, _measured["teleo.resource"]);
        Assert.Equal(rig.Record.NoOpRun, _measured["teleo.no_op_run"]);
        Assert.Equal(0, _measured["teleo.load.error"], 1e-9);
        Assert.Contains(_log.All, line => line.Contains("Activate of skill 1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_loop_leaves_a_span_and_a_time_for_every_step()
    {
        var spans = new List<Activity>();
        using var listening = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DecisionTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listening);
        using var listener = Listen();
        using var telemetry = new DecisionTelemetry(_log);
        var pool = new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(20));
        var step = new ControlStep(pool, new TeleodynamicPolicy(pool.Catalog, new(), 1), new Guard(new()), new StepOptions(), sink: telemetry);
        pool.Listener = happened =>
        {
            using var _ = telemetry.BeginStep(happened);
            step.Handle(happened);
        };
        pool.Request(2);

        var span = Assert.Single(spans, s => s.GetTagItem("teleo.skill") is 2);
        Assert.Equal(PolicyEvents.Miss, span.GetTagItem("teleo.trigger"));
        Assert.NotNull(span.GetTagItem("teleo.outcome"));
    }

    [Fact]
    public void It_passes_everything_on()
    {
        var pool = new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(20));
        var inner = new Rig(new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(20)));
        using var telemetry = new DecisionTelemetry(_log, inner);
        var step = new ControlStep(pool, new TeleodynamicPolicy(pool.Catalog, new(), 1), new Guard(new()), new StepOptions(), sink: telemetry);
        pool.Listener = happened => step.Handle(happened);
        pool.Request(0);
        pool.Advance(3);
        Assert.NotEmpty(inner.Decisions);
        Assert.NotEmpty(inner.Realisations);
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == DecisionTelemetry.Name) self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument, value));
        listener.Start();
        return listener;
    }

    private void Note(Instrument instrument, double value)
    {
        bool adds = instrument is Counter<long>;
        lock (_measured) _measured[instrument.Name] = adds ? _measured.GetValueOrDefault(instrument.Name) + value : value;
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
