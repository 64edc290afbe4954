namespace Teleo.Engine.Models;

/// <summary>Every kind of tensor an architecture may have.</summary>
public enum ModelPart
{
    Embedding,
    OutputNorm,
    Output,
    RopeFactors,
    Query,
    Key,
    Value,
    AttentionOutput,
    AttentionNorm,
    Gate,
    Down,
    Up,
    FeedForwardNorm,
    QueryBias,
    KeyBias,
    ValueBias,
    QueryNorm,
    KeyNorm,
}
