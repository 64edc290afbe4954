using System.Diagnostics.Metrics;
using Teleo.Controller.Telemetry;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;

namespace Teleo.Pool.Live;

/// <summary>The pool's own metrics, in addition to those of the decisions.</summary>
internal sealed class LiveMetrics : IDisposable
{
    private readonly Meter _meter = new(DecisionTelemetry.Name);
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _services;

    private readonly StepTelemetry _telemetry;

    public LiveMetrics(LivePlant plant, StepTelemetry telemetry)
    {
        _telemetry = telemetry;
        _requests = _meter.CreateCounter<long>("teleo.pool.requests", "{request}", "Requests that have ended, by how");
        _waits = _meter.CreateHistogram<double>("teleo.pool.wait", "s", "Time until the skill of a request could serve");
        _services = _meter.CreateHistogram<double>("teleo.pool.service", "s", "Time of service of a request");
        _meter.CreateObservableGauge("teleo.pool.queued", () => Volatile.Read(ref plant.Core.State.Counters.Queued),
            "{request}", "Requests that wait");
        _meter.CreateObservableGauge("teleo.pool.running", () => Volatile.Read(ref plant.Core.State.Counters.Running),
            "{request}", "Requests in service");
        _meter.CreateObservableGauge(
            "teleo.pool.held", () => plant.Core.State.Memory.Used.ResidentBytes, "By", "Bytes that the pool's runtimes are counted with");
        _meter.CreateObservableGauge("teleo.pool.runtimes", () => plant.Core.State.Rows.Count(row => row.IsResident),
            "{runtime}", "Runtimes in memory");
        _meter.CreateObservableCounter("teleo.pool.loads", () => plant.Work.Loads.Total, "{load}", "Loads that came to a good end");
    }

    public void Note(PoolAnswer response)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("status", response.Status));
        if (response.Status != RequestStatus.Answered) return;
        _waits.Record(response.Waited);
        _services.Record(response.Seconds);
    }

    /// <summary>Sends the state of the pool once more and stops.</summary>
    public void Dispose()
    {
        _telemetry.Collect();
        _meter.Dispose();
    }
}
