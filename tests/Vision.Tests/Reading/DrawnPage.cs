using SkiaSharp;
using Teleo.Controller.Domain;

namespace Teleo.Vision.Tests.Reading;

/// <summary>A page of drawn text: what stands on it, and its file. Equal numbers draw equal pages.</summary>
internal sealed record DrawnPage(string[] Lines, byte[] File)
{
    public static readonly string[] Fonts = [.. new[] { "Sans", "Serif", "SansMono" }.Select(font => $"{FontFolder}/DejaVu{font}.ttf")];
    public static readonly float[] Angles = [-10, -5, 0, 5, 10];

    private const string FontFolder = "/usr/share/fonts/truetype/dejavu";
    private const int Width = 600;
    private const int Height = 400;
    private const int LineCount = 4;
    private const int Left = 80;

    private static readonly string[] Words = """
        the of and to in is that for it was on are with as his they be at one have this from or had by hot but some what there we can out
        other were all your when up use word how said an each she which their time will way about many then them would write like so these
        her long make thing see him two has look more day could go come did my sound no most number who over know water than call first
        people may down side been now find any new work part take get place made live where after back little only round man year came
        show every good me give our under name very through just form great think help low line before turn cause same mean differ move
        right boy old too does tell sentence set three want air well also play small end put home read hand port large spell add even land
        here must big high such follow act why ask men change went light kind off need house picture try us again animal point mother world
        near build self earth father controller activates models when demand returns memory budget queue latency decision evidence
        """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static DrawnPage Make(uint number)
    {
        var random = new SeedTree(number).Stream("page");
        using var typeface = SKTypeface.FromFile(Fonts[number % Fonts.Length]);
        using var font = new SKFont(typeface, 20 + random.NextInt(9)) { Hinting = SKFontHinting.None, Subpixel = true };
        string[] lines = [.. Enumerable.Range(0, LineCount).Select(_ => Line(ref random, font))];
        return new(lines, Draw(lines, font, Angles[number / Fonts.Length % Angles.Length]));
    }

    private static string Line(ref RandomStream random, SKFont font)
    {
        string line = "";
        while (true)
        {
            string word = random.NextInt(8) == 0 ? $"{1 + random.NextInt(2000)}" : Words[random.NextInt(Words.Length)];
            if (line.Length == 0) word = char.ToUpperInvariant(word[0]) + word[1..];
            else if (random.NextInt(10) == 0) line += ",.;:?!"[random.NextInt(6)];
            string longer = line.Length == 0 ? word : line + " " + word;
            if (font.MeasureText(longer) > Width - 2 * Left) return line;
            line = longer;
        }
    }

    private static byte[] Draw(string[] lines, SKFont font, float angle)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.RotateDegrees(angle, Width / 2f, Height / 2f);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (int i = 0; i < lines.Length; i++)
            canvas.DrawText(lines[i], Left, Height / 2f + (i - (lines.Length - 1) / 2f) * 2 * font.Size, font, ink);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
