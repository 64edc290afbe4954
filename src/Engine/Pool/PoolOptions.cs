using Teleo.Engine.Runtime;

namespace Teleo.Engine.Pool;

/// <summary>The limits of a pool and how its models are run.</summary>
public sealed record PoolOptions
{
    /// <summary>The most that may be held, lane by lane.</summary>
    public PoolBytes Budget { get; init; } = PoolBytes.Unlimited;

    /// <summary>The most that may be held in all lanes together.</summary>
    public long TotalBytes { get; init; } = long.MaxValue;

    public RuntimeOptions Runtime { get; init; } = new();

    /// <summary>Requests that one runtime works on at once; more are refused. Their sessions are paid for when it is activated.</summary>
    public int SessionsPerRuntime { get; init; } = 2;

    /// <summary>Every fault at once; empty when there is none.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (string problem in Runtime.Problems()) yield return problem;
        if (!default(PoolBytes).FitsWithin(Budget)) yield return $"{nameof(Budget)} has a negative lane: {Budget}";
        if (TotalBytes < 0) yield return $"{nameof(TotalBytes)} is {TotalBytes}; it must not be negative";
        if (SessionsPerRuntime < 1) yield return $"{nameof(SessionsPerRuntime)} is {SessionsPerRuntime}; it must be at least 1";
    }
}
