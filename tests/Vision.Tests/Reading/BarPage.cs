using System.Numerics;
using Teleo.Vision.Images;
using Teleo.Vision.Tests.Images;

namespace Teleo.Vision.Tests.Reading;

/// <summary>
/// Draws lines of bars: 16 pixels wide and 24 high, the lower half paler, 20 between letters, 56 for a space.
/// </summary>
internal static class BarPage
{
    public const int Height = 24;
    private const int Letter = 16;
    private const int Gap = 20;
    private const int Space = 56;

    /// <summary>Draws each text with the middle of its left edge at a place, then turns the page about its centre, clockwise.</summary>
    public static RgbImage Draw(int width, int height, float degrees, params (string Text, int X, int Y)[] lines)
    {
        var back = Matrix3x2.CreateRotation(-degrees * MathF.PI / 180, new(width / 2f, height / 2f));
        return Drawn.Image(width, height, (x, y) => Color(lines, Vector2.Transform(new(x + 0.5f, y + 0.5f), back)));
    }

    public static int Width(string text) => text.Sum(c => c == ' ' ? Space - Gap : Letter + Gap) - Gap;

    private static (byte, byte, byte) Color((string Text, int X, int Y)[] lines, Vector2 at)
    {
        foreach (var (text, left, middle) in lines)
        {
            if (MathF.Abs(at.Y - middle) > Height / 2) continue;
            float x = left;
            foreach (char c in text)
            {
                if (c != ' ' && at.X >= x && at.X < x + Letter)
                {
                    byte other = at.Y > middle ? (byte)128 : (byte)0;
                    return c == 'a' ? ((byte)255, other, other) : (other, other, (byte)255);
                }

                x += c == ' ' ? Space - Gap : Letter + Gap;
            }
        }

        return (255, 255, 255);
    }
}
