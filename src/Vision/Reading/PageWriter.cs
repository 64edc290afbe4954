using System.Text;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Reading;

/// <summary>Puts lines together to the text of a page.</summary>
internal sealed class PageWriter
{
    private readonly List<ReadLine> _lines = [];
    private readonly List<byte> _utf8 = [];
    private int _row;

    public void Add(in RotatedBox box, in LineText line)
    {
        if (_lines.Count > 0 && _lines[^1].Row == _row) _utf8.Add((byte)' ');
        byte[] text = Encoding.UTF8.GetBytes(line.Text);
        _lines.Add(new(box.Points(), line.Score, line.Direction, line.DirectionScore, _utf8.Count, text.Length, _row));
        _utf8.AddRange(text);
    }

    /// <summary>Ends the row; a row without lines is left out.</summary>
    public void EndRow()
    {
        if (_lines.Count == 0 || _lines[^1].Row != _row) return;
        _utf8.Add((byte)'\n');
        _row++;
    }

    public ReadPage Page(int width, int height, float angle) => new(width, height, angle, [.. _lines], [.. _utf8]);
}
