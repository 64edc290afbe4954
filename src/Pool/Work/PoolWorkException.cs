namespace Teleo.Pool.Work;

/// <summary>A change of a model that a runtime could not carry out.</summary>
/// <param name="isFull">True if there was not enough memory.</param>
/// <param name="isGone">The runtime does not hold the model any more.</param>
internal sealed class PoolWorkException(string message, bool isFull = false, bool isGone = false, Exception? cause = null)
    : Exception(message, cause)
{
    public bool IsFull => isFull;

    public bool IsGone => isGone;
}
