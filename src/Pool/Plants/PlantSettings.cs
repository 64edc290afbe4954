using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Pool.Plants;

/// <summary>The simulated machine and its rules, the same for every arm of a comparison.</summary>
public sealed record PlantSettings
{
    private const double MostSeconds = 1e9;

    /// <summary>Budget lanes. Lanes that a comparison does not study are left without limit.</summary>
    public ResourceVector Capacity { get; init; } = UnlimitedBut(long.MaxValue / 4);

    /// <summary>Requests in service at once, over all skills.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>Loads under way at once.</summary>
    public int Loaders { get; init; } = 2;

    public MissMode Miss { get; init; } = MissMode.Wait;

    /// <summary>Index of the generalist that answers misses in fallback mode.</summary>
    public int Generalist { get; init; } = -1;

    public QueueDiscipline Discipline { get; init; } = QueueDiscipline.Fifo;

    public double StalenessSeconds { get; init; } = 60;

    /// <summary>The most waiting requests per skill; the next one is refused. With 0 no request waits.</summary>
    public int QueueLimit { get; init; } = 1 << 16;

    /// <summary>Seconds after which a request that has not started times out.</summary>
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds for which a new runtime is protected without its own request.</summary>
    public double LeaseSeconds { get; init; } = 2;

    /// <summary>Factor on the service time of a request that starts during a load.</summary>
    public double Interference { get; init; } = 1.15;

    public double UnloadSeconds { get; init; } = 0.05;

    /// <summary>Seconds from suspended to active.</summary>
    public double WakeSeconds { get; init; } = 0.05;

    /// <summary>Files read last are warm as long as they fit in this.</summary>
    public long PageCacheBytes { get; init; } = 32L << 30;

    /// <summary>First pause after a failed load; it doubles with each further failure, up to 64 times.</summary>
    public double RetrySeconds { get; init; } = 5;

    /// <summary>The handling of an unload of a busy runtime; guard and plant use the same rule.</summary>
    public BusyRule Busy { get; init; } = BusyRule.Drain;

    /// <summary>Skills that are resident at the start, without load time; those that do not fit are left out.</summary>
    public ImmutableArray<int> Initial { get; init; } = [];

    /// <summary>True if nothing takes time: the plant is a cache.</summary>
    public bool IsTimeless { get; init; }

    public FaultSettings Faults { get; init; } = FaultSettings.None;

    public static ResourceVector UnlimitedBut(long residentBytes) => new()
    {
        ResidentBytes = residentBytes,
        ScratchBytes = long.MaxValue / 4,
        HostBytes = long.MaxValue / 4,
        CpuShare = 1e9,
    };

    public IReadOnlyList<string> Problems(int skills) =>
    [
        .. Broken(
            Unless(Capacity.IsBudget && Capacity.ResidentBytes != 0, "the capacity must be above 0 bytes"),
            Between(1, 4096, Workers, "workers"),
            Between(1, 4096, Loaders, "loaders"),
            NotNegative(QueueLimit, "the queue limit"),
            Unless(Miss != MissMode.Fallback || (uint)Generalist < (uint)skills, "fallback needs a generalist among the skills"),
            Between(1, 1000, Interference, "interference"),
            Must(TimeoutSeconds is > 0 and <= MostSeconds, "be above 0 s", TimeoutSeconds, "the timeout"),
            Must(RetrySeconds is > 0 and <= MostSeconds, "be above 0 s", RetrySeconds, "the retry pause"),
            Between(0, MostSeconds, StalenessSeconds, "the staleness bound in seconds"),
            Between(0, MostSeconds, LeaseSeconds, "the lease in seconds"),
            Between(0, MostSeconds, UnloadSeconds, "the unload time in seconds"),
            Between(0, MostSeconds, WakeSeconds, "the wake time in seconds")),
        .. Faults.Problems(),
    ];
}
