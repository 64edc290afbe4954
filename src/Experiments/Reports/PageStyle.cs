using Teleo.Experiments.Documents;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>The style that all written pages share: the inks of the figures in light and dark, letters, tables that scroll.</summary>
internal static class PageStyle
{
    public static string Base { get; } = Colours() + EmbeddedText.Of(typeof(PageStyle), "page.css");

    /// <summary>The inks as names that the style gives colours to: one drawing serves light and dark.</summary>
    public static Theme Inks { get; } = new("page", "var(--paper)", "var(--ink)", "var(--quiet)", "var(--grid)",
        [.. Theme.Light.Tones.Select((_, i) => $"var(--tone{i})")]);

    private static string Colours()
    {
        string Of(Theme theme) => $"--paper: {theme.Paper}; --ink: {theme.Ink}; --quiet: {theme.Quiet}; --grid: {theme.Grid}; "
            + string.Concat(theme.Tones.Select((tone, i) => $"--tone{i}: {tone}; "));
        return $":root {{ {Of(Theme.Light)}}}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {Of(Theme.Dark)}}} }}\n";
    }
}
