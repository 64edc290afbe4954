namespace Teleo.Figures.Drawing;

/// <summary>
/// Names the class that makes a type's notebook formatters. The C# kernel of Polyglot notebooks finds it by this attribute's name and
/// calls its methods by theirs, so a library is shown well there without a reference to the kernel.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; init; } = [];
}

/// <summary>Shows a figure in a Polyglot notebook as a picture.</summary>
internal sealed class FigureFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() => [new NotebookFormatter<Figure>("image/svg+xml", figure => figure.Svg())];
}
