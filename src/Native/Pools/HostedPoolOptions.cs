using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Native.Pools;

/// <summary>The settings of a running pool, with their defaults.</summary>
internal sealed record HostedPoolOptions
{
    /// <summary>Room for weights: bytes such as <c>2MiB</c>, or a share of all models such as <c>50%</c>.</summary>
    public string Memory { get; init; } = "50%";

    /// <summary>The controller or one of its ablations.</summary>
    public string Policy { get; init; } = "teleodynamic";

    public ulong Seed { get; init; } = 1;

    /// <summary>Requests in service at once.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Requests that may wait for one model.</summary>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>Seconds after which a waiting request times out.</summary>
    public float TimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds of waiting that are priced as one answer.</summary>
    public float LimitSeconds { get; init; } = 1;

    /// <summary>Bytes of decisions that are kept until the host reads them; beyond it the oldest are dropped.</summary>
    public int DecisionBytes { get; init; } = 16 << 20;

    public IEnumerable<string> Problems() => Broken(
        Between(1, 256, Workers, "workers"),
        AtLeast(1, QueueLimit, "queue_limit"),
        Positive(TimeoutSeconds, "timeout_s"),
        Positive(LimitSeconds, "limit_s"),
        NotNegative(DecisionBytes, "decision_bytes"));
}
