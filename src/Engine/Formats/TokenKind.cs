namespace Teleo.Engine.Formats;

/// <summary>What a token stands for, by its number in GGUF.</summary>
public enum TokenKind
{
    Undefined = 0,
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
