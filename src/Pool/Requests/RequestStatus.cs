namespace Teleo.Pool.Requests;

/// <summary>The ways in which a request ends.</summary>
internal enum RequestStatus
{
    Answered,

    /// <summary>No skill here can answer, the request breaks the contract, or too many requests wait.</summary>
    Refused,
    TimedOut,
    Cancelled,

    /// <summary>The model failed, or was taken away.</summary>
    Failed,
}
