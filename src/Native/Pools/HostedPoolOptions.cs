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

    public IEnumerable<string> Problems()
    {
        if (Workers is < 1 or > 256) yield return $"workers is {Workers}; it must be from 1 to 256";
        if (QueueLimit < 1) yield return $"queue_limit is {QueueLimit}; it must be at least 1";
        if (!(TimeoutSeconds > 0)) yield return $"timeout_s is {TimeoutSeconds}; it must be above 0";
        if (!(LimitSeconds > 0)) yield return $"limit_s is {LimitSeconds}; it must be above 0";
        if (DecisionBytes < 0) yield return $"decision_bytes is {DecisionBytes}; it must be at least 0";
    }
}
