namespace Teleo.Engine.Input;

/// <summary>Why an input cannot be used.</summary>
public enum InputFault
{
    /// <summary>It is not what it must be.</summary>
    Malformed,

    /// <summary>A hash, a chain or a registration does not hold.</summary>
    Integrity,

    /// <summary>Part of it is missing.</summary>
    Incomplete,
}
