using System.Collections.Immutable;

namespace Teleo.Vision.Tensors;

/// <summary>One input or output of a model: the name, the kind of its elements, and the sizes it declares.</summary>
/// <param name="Dimensions">Empty where the model declares no shape.</param>
public sealed record TensorPort(string Name, ElementKind Kind, ImmutableArray<Dimension> Dimensions)
{
    public override string ToString() => $"{Name} {Kind} [{string.Join(", ", Dimensions)}]";
}

/// <summary>One declared size: a number, or a symbol that has the same value wherever it occurs, or nothing.</summary>
/// <param name="Size">-1 where any size is accepted.</param>
/// <param name="Symbol">Empty where the size is fixed or unrelated to others.</param>
public readonly record struct Dimension(long Size, string Symbol)
{
    public bool IsFixed => Size >= 0;

    public override string ToString() => IsFixed ? $"{Size}" : Symbol.Length > 0 ? Symbol : "any";
}
