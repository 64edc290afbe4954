namespace Teleo.Pool.Plants;

internal enum RequestStage : byte
{
    Free,
    Queued,
    Running,
}

/// <summary>A request in a pool, from arrival to end, by the numbers that its rules need.</summary>
/// <param name="number">Its id in the run: the index of its draws.</param>
/// <param name="asked">The skill that it asks for.</param>
/// <param name="task">The task it names; -1 where it names a skill.</param>
internal struct PendingRequest(long number, int asked, int task, int inputTokens, int outputTokens)
{
    /// <summary>The value while no skill that could serve it has been ready.</summary>
    public const long NotReady = -1;

    public readonly long Number = number;
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
    public readonly int Asked = asked;
    public readonly int Task = task;
    public readonly int InputTokens = inputTokens;
    public readonly int OutputTokens = outputTokens;
    public int Next;   // the next slot of its queue, or of the free slots

    /// <summary>Counts the uses of this slot, so that an event of an earlier request is void.</summary>
    public int Stamp;
    public RequestStage Stage;
}
