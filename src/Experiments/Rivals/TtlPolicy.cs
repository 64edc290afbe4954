using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>A fixed keep-alive: the rule of most serverless platforms.</summary>
public sealed class TtlPolicy(string name, Catalog catalog, double seconds, double tickSeconds)
    : KeepAlivePolicy(name, catalog, tickSeconds)
{
    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => idleSeconds > seconds;
}
