using System.Runtime.InteropServices;

namespace Teleo.Controller.Domain;

/// <summary>
/// The measurements of one skill. The plant keeps counters and last-activity times at each event, never sampled, so that work which starts
/// and ends between two readings still counts.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct SkillState
{
    public Lifecycle Lifecycle;
    public Transition Transition;

    /// <summary>An operator forbids its unloading.</summary>
    public bool Pinned;

    /// <summary>Protected until its load and its first own request are done.</summary>
    public bool Leased;

    /// <summary>Measured lanes once it was loaded, the manifest's estimate before.</summary>
    public ResourceVector Footprint;
    public ReadingKind FootprintKind;
    public double FootprintStandardError;

    public double LoadSeconds;
    public ReadingKind LoadSecondsKind;
    public double LoadSecondsStandardError;

    /// <summary>The time at which footprint and load time were last measured or reported; an old reading is worth less.</summary>
    public long MeasuredAtNs;

    /// <summary>Mean seconds of service of one request when warm.</summary>
    public double ServiceSeconds;

    public int Queued;
    public int Running;

    /// <summary>Arrival of the longest waiting request; <see cref="long.MaxValue"/> when none waits.</summary>
    public long OldestArrivalNs;

    /// <summary>Sum of the arrival times of the waiting requests: <c>Queued * now - this</c> is the accrued wait.</summary>
    public Int128 QueuedArrivalSumNs;

    /// <summary>Requests that arrived for it, ever. Observers never touch this or the times below.</summary>
    public long Arrivals;
    public long Completions;
    public long LastUseNs;
    public long LoadedAtNs;

    /// <summary>Own requests completed since it was last loaded.</summary>
    public long UsesSinceLoad;

    public int LoadFailures;

    /// <summary>Time in nanoseconds before which no load is tried after a failure.</summary>
    public long RetryAtNs;

    /// <summary>Resident bytes set aside for its coming load, and until when; part of <see cref="PoolView.Reserved"/>.</summary>
    public long ReservedBytes;
    public long ReservedUntilNs;

    public readonly bool IsResident => Lifecycle is Lifecycle.Resident or Lifecycle.Active or Lifecycle.Suspended;

    /// <summary>True if all figures are valid amounts; no action uses a row with other figures.</summary>
    public readonly bool IsSane =>
        Footprint.IsBudget && LoadSeconds >= 0 && double.IsFinite(LoadSeconds) && ServiceSeconds >= 0 && double.IsFinite(ServiceSeconds)
        && Queued >= 0 && Running >= 0 && ReservedBytes >= 0 && double.IsFinite(Footprint.CpuShare);

    public readonly bool CanServe => Lifecycle == Lifecycle.Active && Transition == Transition.None;

    /// <summary>True if anything protects it from being unloaded now. The one predicate used by every policy and guard.</summary>
    public readonly bool IsProtected => Pinned || Leased || Running > 0 || Transition != Transition.None;
}
