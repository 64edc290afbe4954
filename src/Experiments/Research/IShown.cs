using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>A value with its own display in notebooks.</summary>
internal interface IShown
{
    string Html { get; }
}

/// <summary>Shows an <see cref="IShown"/> in a Polyglot notebook.</summary>
internal sealed class ShownFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() => [new NotebookFormatter<IShown>("text/html", shown => shown.Html)];
}
