namespace Teleo.Engine.Sessions;

/// <summary>Sees the logits after one position; the span is valid during the call only.</summary>
public delegate void LogitsReader(int position, ReadOnlySpan<float> logits);
