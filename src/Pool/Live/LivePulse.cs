using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Pool.Live;

/// <summary>A running pool at one moment, for those who watch.</summary>
internal sealed record LivePulse(
    double PlantSeconds, long UsedBytes, long BudgetBytes, double? Resource, long Arrived, long Ended, long Right, ImmutableArray<LivePulseRow> Skills, ImmutableArray<string> Decisions, ImmutableArray<OperatorNote> Operator);

internal sealed record LivePulseRow(string Name, Lifecycle Lifecycle, Transition Transition, bool Pinned, int Queued, int Running, long Completions, bool Reserved);
