namespace Teleo.Engine.Sessions;

/// <summary>How a session stores keys and values: exactly, or in half the memory.</summary>
public enum KvPrecision : byte
{
    F32,
    F16,
}
