namespace Teleo.Engine.Sampling;

/// <summary>Why an answer ended.</summary>
public enum StopReason
{
    /// <summary>The token limit is reached, or the context is full.</summary>
    Length,

    /// <summary>The model ended its text.</summary>
    Eos,
    StopString,
    Cancelled,
}
