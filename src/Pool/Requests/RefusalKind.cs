namespace Teleo.Pool.Requests;

/// <summary>The reasons for which a pool refuses a request.</summary>
internal enum RefusalKind
{
    None,

    /// <summary>No model here can answer, or none is allowed to.</summary>
    NoModel,

    /// <summary>The input breaks the contract of the model, or its context.</summary>
    Input,

    /// <summary>The model has effects that the request does not allow.</summary>
    Scope,

    /// <summary>Too many requests wait.</summary>
    Busy,

    /// <summary>The operator keeps the model out.</summary>
    KeptOut,
}
