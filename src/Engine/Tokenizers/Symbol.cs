namespace Teleo.Engine.Tokenizers;

/// <summary>A stretch of text that is one token so far, in a list linked by index; empty once its left neighbour has it.</summary>
internal struct Symbol
{
    public int Start;
    public int Length;
    public int Previous;
    public int Next;

    /// <summary>The id, or -1 for a stretch that no token covers.</summary>
    public int Token;
}
