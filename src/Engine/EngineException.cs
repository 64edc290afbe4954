namespace Teleo.Engine;

/// <summary>A call that could not be carried out, with its stable number. What it was called on stays usable.</summary>
public sealed class EngineException(EngineErrorCode code, string message) : Exception(message)
{
    public EngineErrorCode Code { get; } = code;
}
