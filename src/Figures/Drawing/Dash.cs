namespace Teleo.Figures.Drawing;

/// <summary>The second sign of each tone besides colour: a dash for lines, a shape for points.</summary>
internal static class Dash
{
    private static readonly string?[] Patterns = [null, "7 3", "2 2.5", "9 3 2 3", "12 4", "5 2 1 2 1 2"];

    public static string? Of(int tone) => Patterns[tone % Patterns.Length];
}
