namespace Teleo.Engine.Input;

/// <summary>Why an input cannot be used.</summary>
public enum InputFault
{
    /// <summary>It is not what it must be.</summary>
    Malformed,

    /// <summary>A name, a number or a setting that was asked for makes no sense, whatever the files say.</summary>
    Asked,

    /// <summary>A hash, a chain or a registration does not hold.</summary>
    Integrity,

    /// <summary>Part of it is missing.</summary>
    Incomplete,
}
