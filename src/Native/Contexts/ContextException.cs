namespace Teleo.Native.Contexts;

/// <summary>A call of a context function that is refused, with the status it returns.</summary>
internal sealed class ContextException(IRStatus status, string message) : Exception(message)
{
    public IRStatus Status { get; } = status;
}
