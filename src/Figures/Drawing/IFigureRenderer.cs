namespace Teleo.Figures.Drawing;

/// <summary>Turns a figure into bytes. The one seam behind which the look of figures lies.</summary>
public interface IFigureRenderer
{
    /// <summary>The file name extension of what it makes, without the dot.</summary>
    string Extension { get; }

    /// <summary>Writes the figure. Equal figures and themes give equal bytes.</summary>
    void Render(Figure figure, Theme theme, Stream output);
}
