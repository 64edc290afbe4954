using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>
/// The colours of a figure. Tones differ under any of the three colour blindnesses; if two are close in grey, the dash, marker or hatch of
/// the tone distinguishes them.
/// </summary>
public sealed record Theme(string Name, string Paper, string Ink, string Quiet, string Grid, ImmutableArray<string> Tones)
{
    public static readonly Theme Light = new(
        "light", "#ffffff", "#1a1a1a", "#5c5c5c", "#e4e4e4", ["#1f4e9e", "#e0690a", "#1b8a99", "#7a2d5c", "#a05444", "#222222"]);

    public static readonly Theme Dark = new(
        "dark", "#14161a", "#eceef0", "#a4aab3", "#2d323a", ["#6f95f7", "#f1aa3c", "#1fc2a2", "#cb7ac6", "#f3e160", "#f2f2f2"]);

    internal string Tone(int index) => Tones[index % Tones.Length];
}
