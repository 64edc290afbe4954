namespace Teleo.Pool.Plants;

/// <summary>The events that can come due, in the order in which they happen at one instant: what frees comes before what asks.</summary>
internal enum SimEventKind : byte
{
    Foretelling,
    Completion,
    DrainEnd,
    UnloadEnd,
    LoadEnd,
    Crash,
    LeaseEnd,
    ReserveEnd,
    ClockStep,
    Refresh,
    OperatorCommand,
    Arrival,
    Timeout,
    Tick,
}

/// <summary>
/// One thing that comes due. <see cref="Subject"/> is a skill or a request's slot; an event whose stamp has aged is void.
/// </summary>
internal readonly struct SimEvent(long timeNs, SimEventKind kind, long sequence, int subject, int stamp)
{
    public readonly long TimeNs = timeNs;

    /// <summary>Kind, then sequence: with the time, a total order.</summary>
    public readonly ulong Order = (ulong)kind << 56 | (ulong)sequence;

    public readonly int Subject = subject;
    public readonly int Stamp = stamp;

    public SimEventKind Kind => (SimEventKind)(Order >> 56);

    public bool IsBefore(in SimEvent other) => TimeNs != other.TimeNs ? TimeNs < other.TimeNs : Order < other.Order;
}
