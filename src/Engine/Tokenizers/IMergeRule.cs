namespace Teleo.Engine.Tokenizers;

/// <summary>Decides which neighbours become one token, and how soon. A struct, so that the merge loop is compiled for each rule.</summary>
internal interface IMergeRule
{
    /// <summary>Merges two neighbours into a token; merges of a lower order come first, then those further left.</summary>
    bool TryMerge(in Symbol left, in Symbol right, out int token, out uint order);
}
