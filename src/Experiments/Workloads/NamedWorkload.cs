using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>A workload that ships with the program.</summary>
/// <param name="IsRecorded">Its arrivals are fixed: another seed changes the sizes and the luck, not the requests.</param>
internal sealed record NamedWorkload(string Name, string Description, bool IsRecorded, Func<SeedTree, IWorkload> Make)
{
    /// <summary>The seconds at which the workload changes, by name.</summary>
    public ImmutableArray<(string Name, double Seconds)> Events { get; init; } = [];
}
