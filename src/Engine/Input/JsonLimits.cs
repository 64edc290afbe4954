namespace Teleo.Engine.Input;

/// <summary>Bounds of one JSON format. They hold before anything is built from the text.</summary>
/// <param name="Bytes">The largest size of the whole text.</param>
public sealed record JsonLimits(int Bytes)
{
    /// <summary>The deepest nesting.</summary>
    public int Depth { get; init; } = 16;

    /// <summary>The longest text of one member, in bytes.</summary>
    public int TextBytes { get; init; } = 1 << 16;

    /// <summary>Lets lists and maps hold null, as free-form data may.</summary>
    public bool AllowsNullItems { get; init; }
}
