using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Routing;
using Teleo.Engine.Trust;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Live;

/// <summary>The options of one run of a live pool.</summary>
internal sealed record LiveRunOptions
{
    /// <summary>A folder of skill packages.</summary>
    public required string Skills { get; init; }

    /// <summary>Only these precisions of each skill; all where none is named.</summary>
    public ImmutableArray<string> Variants { get; init; } = [];

    /// <summary>Leaves out models of several tasks, so that each task has one skill to wait for.</summary>
    public bool SpecialistsOnly { get; init; }

    public TrustStore Trust { get; init; } = TrustStore.Default;

    public required string Workload { get; init; }

    /// <summary>The memory for weights: bytes such as <c>2MiB</c>, or a share of all skills' such as <c>50%</c>.</summary>
    public string Budget { get; init; } = "50%";

    public string Policy { get; init; } = "teleodynamic";

    /// <summary>Seconds of the workload to use; 0 for all.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>
    /// The second at which some tasks change their convention, so that skills which were right are wrong from then on; never by default.
    /// </summary>
    public double ChangeSeconds { get; init; } = double.PositiveInfinity;

    public ulong Seed { get; init; } = 1;

    /// <summary>Times in which nothing is under way pass at once.</summary>
    public bool SkipsIdle { get; init; } = true;

    public RouteMode Mode { get; init; } = RouteMode.Direct;

    public MissMode Miss { get; init; } = MissMode.Wait;

    /// <summary>The difference in the share of right answers above which a request waits for a better inactive skill.</summary>
    public double WorthWaiting { get; init; } = 0.05;

    public int Workers { get; init; } = 2;

    public int Loaders { get; init; } = 2;

    public double TimeoutSeconds { get; init; } = 30;

    public int QueueLimit { get; init; } = 1024;

    /// <summary>A request that began to be answered within this time was answered in time.</summary>
    public double LimitSeconds { get; init; } = LiveSettings.UsualLimitSeconds;

    public ImmutableArray<OperatorCommand> Operator { get; init; } = [];

    /// <summary>The calibrated profile of each skill, by name; guesses by size for the others.</summary>
    public IReadOnlyDictionary<string, SkillProfile> Profiles { get; init; } = ImmutableDictionary<string, SkillProfile>.Empty;
}
