using System.Collections.Immutable;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>All that a policy may be made from. What only some need is null unless the caller has it.</summary>
public sealed record PolicyContext(Catalog Catalog, ResourceVector Capacity, SeedTree Seeds)
{
    /// <summary>The replication of a study that this is: it keys the policy's own random streams.</summary>
    public uint Replication { get; init; }

    /// <summary>Requests for each skill in the part of the workload that is for training.</summary>
    public ImmutableArray<long>? TrainingCounts { get; init; }

    /// <summary>Requests for each skill in the coming run: for comparators with hindsight only.</summary>
    public ImmutableArray<long>? HindsightCounts { get; init; }

    /// <summary>The future, for clairvoyant aids to analysis.</summary>
    public IFuture? Future { get; init; }

    /// <summary>The actions of another policy in the same run, for placebos that act as often or permute its targets.</summary>
    public ActionLog? ActionLog { get; init; }

    /// <summary>The options that our controller starts from; the numbers of its name and its ablation are applied on top.</summary>
    public ControllerOptions Controller { get; init; } = new();

    /// <summary>The numbers the name came with; missing ones have their defaults.</summary>
    public IReadOnlyDictionary<string, double> Options { get; init; } = ImmutableDictionary<string, double>.Empty;

    public double this[string option] => Options[option];
}
