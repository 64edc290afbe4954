using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;

namespace Teleo.Experiments.Live;

/// <summary>The listeners of a live run.</summary>
internal sealed record LiveRunHooks
{
    /// <summary>Makes what receives the whole decisions of the run's policy.</summary>
    public Func<IPolicy, Catalog, IDecisionSink>? SinkFor { get; init; }

    public StepTelemetry? Telemetry { get; init; }

    /// <summary>Is told how the pool stands, at most this often in real seconds.</summary>
    public Action<LiveSnapshot>? Snapshot { get; init; }
    public double SnapshotSeconds { get; init; } = 0.25;

    public Action<long, long>? Progress { get; init; }

    /// <summary>Is given the plant before it runs: for those who ask, or command, from outside.</summary>
    public Action<LivePlant>? Opened { get; init; }

    /// <summary>The run goes on after its workload, for those outside, until it is cancelled or shut down.</summary>
    public bool StaysOpen { get; init; }

    public Action<PoolRequest, PoolAnswer>? Answered { get; init; }
}
