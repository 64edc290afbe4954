using System.Collections.Immutable;

namespace Teleo.Vision.Tensors;

/// <summary>One input or output of a model: name, kind of its elements, and declared sizes.</summary>
/// <param name="Dimensions">Empty where the model declares no shape.</param>
public sealed record TensorPort(string Name, ElementKind Kind, ImmutableArray<Dimension> Dimensions)
{
    public override string ToString() => $"{Name} {Kind} [{string.Join(", ", Dimensions)}]";
}

/// <summary>One declared size: a number, a symbol with the same value wherever it occurs, or none.</summary>
/// <param name="Size">-1 where any size is accepted.</param>
/// <param name="Symbol">Empty where the size is fixed or unrelated to others.</param>
public readonly record struct Dimension(long Size, string Symbol)
{
    public bool IsFixed => Size >= 0;

    public override string ToString() => IsFixed ? $"{Size}" : Symbol.Length > 0 ? Symbol : "any";
}
