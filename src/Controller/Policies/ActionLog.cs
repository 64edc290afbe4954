using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>The actions of one run in order of time, and how often its policy was asked.</summary>
public sealed record ActionLog(ImmutableArray<TimedAction> Actions, long Decisions)
{
    /// <summary>The share of decisions that chose to act.</summary>
    public double ActionShare => Decisions == 0 ? 0 : Math.Min(1, (double)Actions.Length / Decisions);
}

public readonly record struct TimedAction(long TimeNs, ControlAction Action);
