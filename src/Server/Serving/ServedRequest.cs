using Teleo.Pool.Requests;

namespace Teleo.Server.Serving;

/// <summary>One request at one model, from its arrival; its end is filled in later.</summary>
/// <param name="Number">Counts the requests of this log, from 0.</param>
/// <param name="Model">Index of the model.</param>
/// <param name="Task">The task that it named; empty where it named a model.</param>
internal readonly record struct ServedRequest(long Number, long Id, int Model, string Task, long ArrivalNs)
{
    /// <summary>The moment of its end; null while it is under way.</summary>
    public long? EndNs { get; init; }

    public RequestStatus? Status { get; init; }

    /// <summary>Seconds until the model could serve, from then until a worker was free, and of service.</summary>
    public double WaitedSeconds { get; init; }

    public double QueuedSeconds { get; init; }

    public double ServiceSeconds { get; init; }

    public int InputTokens { get; init; }

    public int OutputTokens { get; init; }
}
