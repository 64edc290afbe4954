using System.Text;

namespace Teleo.Vision.Reading;

/// <summary>The text of an image.</summary>
/// <param name="Angle">The angle of its lines in radians; positive is clockwise.</param>
/// <param name="Lines">In the order of reading.</param>
/// <param name="Utf8">The text: rows end with a line feed, lines of one row are separated by a space.</param>
public sealed record ReadPage(int Width, int Height, float Angle, ReadLine[] Lines, byte[] Utf8)
{
    public string Text => Encoding.UTF8.GetString(Utf8);

    public string TextOf(ReadLine line) => Encoding.UTF8.GetString(Utf8.AsSpan(line.TextOffset, line.TextLength));

    /// <summary>Returns the structure of the page as JSON in UTF-8, of the format teleo.page/1.</summary>
    public byte[] StructureJson() => PageJson.Write(this);
}
