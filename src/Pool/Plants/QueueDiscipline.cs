namespace Teleo.Pool.Plants;

/// <summary>The order of waiting skills, for a free worker and for the policy's attention.</summary>
public enum QueueDiscipline : byte
{
    /// <summary>The skill with the longest waiting request.</summary>
    Fifo,

    /// <summary>The one with most requests, unless a request has waited longer than the staleness bound.</summary>
    MostQueued,

    /// <summary>The highest priority, then the oldest.</summary>
    Priority,

    /// <summary>
    /// The largest accrued wait of all its requests per second of load. A skill that is itself overloaded can hold back a rare one.
    /// </summary>
    WaitCredit,
}
