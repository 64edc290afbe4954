namespace Teleo.Engine.Sessions;

/// <summary>The precision in which a session stores keys and values: exactly, or in half the memory.</summary>
public enum KvPrecision : byte
{
    F32,
    F16,
}
