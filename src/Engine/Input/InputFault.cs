namespace Teleo.Engine.Input;

/// <summary>Why an input cannot be used.</summary>
public enum InputFault
{
    /// <summary>It is not what it must be.</summary>
    Malformed,

    /// <summary>What was asked for makes no sense, whatever the files say: a name, a number, a setting.</summary>
    Asked,

    /// <summary>A hash, a chain or a registration does not hold.</summary>
    Integrity,

    /// <summary>Part of it is missing.</summary>
    Incomplete,
}
