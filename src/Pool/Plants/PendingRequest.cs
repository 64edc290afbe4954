namespace Teleo.Pool.Plants;

internal enum RequestStage : byte
{
    Free,
    Queued,
    Running,
}

/// <summary>A request between arrival and end.</summary>
internal struct PendingRequest
{
    /// <summary>The value while no skill that could serve it has been ready.</summary>
    public const long NotReady = -1;

    /// <summary>Its place in the trace: the index of its draws.</summary>
    public long Number;
    public long ArrivalNs;

    /// <summary>Its arrival on the clock that policies read, which may step.</summary>
    public long ReadArrivalNs;

    /// <summary>
    /// The time at or after arrival from which its skill could serve it; if the skill is unloaded before it starts, the request waits
    /// again.
    /// </summary>
    public long ReadyNs;
    public long StartNs;

    /// <summary>The skill that serves it; differs from <see cref="Asked"/> where a generalist steps in.</summary>
    public int Skill;
    public int Asked;

    /// <summary>The task it names; -1 where it names a skill.</summary>
    public int Task;
    public int InputTokens;
    public int OutputTokens;
    public int Next;   // the next slot of its queue, or of the free slots

    /// <summary>Counts the uses of this slot, so that an event of an earlier request is void.</summary>
    public int Stamp;
    public RequestStage Stage;
}
