using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Research;

/// <summary>Runs the policies of a <see cref="Pool"/>.</summary>
internal interface IPoolBench
{
    /// <summary>The facts of the pool, for the head of a trace.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Time 0 of a run that begins now.</summary>
    DateTimeOffset Epoch { get; }

    /// <summary>True if several runs at once leave each other's figures alone.</summary>
    bool RunsAtOnce { get; }

    RunReport Play(Contender contender, ulong seed, Func<IPolicy, Catalog, IDecisionSink>? sinkFor, CancellationToken cancellation);
}
