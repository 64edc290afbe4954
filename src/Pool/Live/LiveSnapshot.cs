using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Pool.Live;

/// <summary>A running pool at one moment, for display.</summary>
internal sealed record LiveSnapshot(
    double PlantSeconds, long UsedBytes, long BudgetBytes, double? Resource, long Arrived, long Ended, long Right,
    ImmutableArray<LiveSkillSnapshot> Skills, ImmutableArray<string> Decisions, ImmutableArray<OperatorReceipt> Operator);

internal sealed record LiveSkillSnapshot(string Name, Lifecycle Lifecycle, Transition Transition, bool Pinned,
    int Queued, int Running, long Completions, bool Reserved);
