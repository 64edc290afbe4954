using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;

namespace Teleo.Experiments.Live;

/// <summary>The listeners of a live run.</summary>
internal sealed record LiveRunHooks
{
    /// <summary>Creates the receiver of the decision records of the run's policy.</summary>
    public Func<IPolicy, Catalog, IDecisionSink>? SinkFor { get; init; }

    public StepTelemetry? Telemetry { get; init; }

    /// <summary>Receives the state of the pool, at most this often in real seconds.</summary>
    public Action<LiveSnapshot>? Snapshot { get; init; }
    public double SnapshotSeconds { get; init; } = 0.25;

    public Action<long, long>? Progress { get; init; }

    /// <summary>Receives the plant before it runs, for requests and commands from outside.</summary>
    public Action<LivePlant>? Opened { get; init; }

    /// <summary>True if the run continues after its workload, for outside requests, until it is cancelled or shut down.</summary>
    public bool StaysOpen { get; init; }

    public Action<PoolRequest, PoolAnswer>? Answered { get; init; }
}
