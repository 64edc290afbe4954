using ScottPlot;
using SkiaSharp;

namespace Teleo.Figures.Plots;

/// <summary>
/// The one font of all plots, carried inside this library. Without it a machine that has no fonts would draw every label as nothing,
/// and two machines would draw the same figure differently.
/// </summary>
internal sealed class EmbeddedFont : IFontResolver
{
    public const string Family = "Liberation Sans";

    private static readonly Lazy<bool> Registered = new(Add);

    private readonly SKTypeface _typeface;

    private EmbeddedFont(SKTypeface typeface) => _typeface = typeface;

    /// <summary>Makes ScottPlot find the font, and take it wherever none is named.</summary>
    public static void Register() => _ = Registered.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? _typeface : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? _typeface : null;

    private static bool Add()
    {
        using var file = typeof(EmbeddedFont).Assembly.GetManifestResourceStream("LiberationSans-Regular.ttf")!;
        using var data = SKData.Create(file);
        Fonts.FontResolvers.Insert(0, new EmbeddedFont(SKTypeface.FromData(data)));
        Fonts.Default = Fonts.Sans = Family;
        return true;
    }
}
