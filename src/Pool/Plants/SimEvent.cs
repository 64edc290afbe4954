namespace Teleo.Pool.Plants;

/// <summary>The kinds of due events, in their order at one time: events that free memory come before events that need it.</summary>
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

/// <summary>One due event. <see cref="Subject"/> is a skill or a request's slot; an event with an outdated stamp is void.</summary>
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
