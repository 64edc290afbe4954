namespace Teleo.Engine.Formats;

/// <summary>The kind of a token, by its number in GGUF.</summary>
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
