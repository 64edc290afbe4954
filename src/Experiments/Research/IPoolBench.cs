using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Research;

/// <summary>Runs the policies of a <see cref="Pool"/>.</summary>
internal interface IPoolBench
{
    /// <summary>The facts of the pool, for the head of a trace.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Time 0 of a run that starts now.</summary>
    DateTimeOffset Epoch { get; }

    /// <summary>True if several concurrent runs do not affect each other's figures.</summary>
    bool RunsAtOnce { get; }

    RunReport Play(Contender contender, ulong seed, Func<IPolicy, Catalog, IDecisionSink>? sinkFor, CancellationToken cancellation);
}
