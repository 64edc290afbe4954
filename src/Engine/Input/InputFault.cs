namespace Teleo.Engine.Input;

/// <summary>Why an input cannot be used.</summary>
public enum InputFault
{
    /// <summary>The input has not the required form.</summary>
    Malformed,

    /// <summary>A name, a number or a setting of the user is invalid, whatever the files contain.</summary>
    Asked,

    /// <summary>A hash, a chain or a registration does not hold.</summary>
    Integrity,

    /// <summary>Part of it is missing.</summary>
    Incomplete,
}
