namespace Teleo.Pool.Requests;

/// <summary>The ways in which a request ends.</summary>
internal enum RequestStatus
{
    Answered,

    /// <summary>Nobody here can do it, it breaks the contract, or too many wait.</summary>
    Refused,
    TimedOut,
    Cancelled,

    /// <summary>The model failed, or was taken away.</summary>
    Failed,
}
