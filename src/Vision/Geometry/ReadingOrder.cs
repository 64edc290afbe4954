using System.Numerics;

namespace Teleo.Vision.Geometry;

/// <summary>
/// The reading order of the lines of a page: rows from the top, lines of a row from the left, both along the angle of the page, which is
/// the median of its lines' angles.
/// </summary>
internal static class ReadingOrder
{
    /// <summary>A line of the row above a centre this share of the smaller height away is in the same row.</summary>
    private const float RowTolerance = 0.5f;

    /// <summary>The least ratio of width to height of a line that counts for the angle of the page.</summary>
    private const float WideLine = 2;

    /// <summary>Returns rows of indices into <paramref name="lines"/>; each index occurs once.</summary>
    public static List<List<int>> Rows(IReadOnlyList<RotatedBox> lines)
    {
        float angle = Angle(lines);
        var (across, down) = (new Vector2(MathF.Cos(angle), MathF.Sin(angle)), new Vector2(-MathF.Sin(angle), MathF.Cos(angle)));
        float X(int index) => Vector2.Dot(lines[index].Center, across);
        float Y(int index) => Vector2.Dot(lines[index].Center, down);

        List<List<int>> rows = [];
        foreach (int index in Enumerable.Range(0, lines.Count).OrderBy(Y).ThenBy(X))
        {
            bool joins = rows.Count > 0 && rows[^1].Exists(other =>
                MathF.Abs(Y(index) - Y(other)) < RowTolerance * Math.Min(lines[index].Height, lines[other].Height));
            if (joins) rows[^1].Add(index);
            else rows.Add([index]);
        }

        foreach (var row in rows) row.Sort((a, b) => X(a).CompareTo(X(b)) is not 0 and int byX ? byX : a.CompareTo(b));
        return rows;
    }

    /// <summary>Returns the angle of the page in radians: the median over wide lines, weighted by width. 0 without such lines.</summary>
    public static float Angle(IReadOnlyList<RotatedBox> lines)
    {
        var wide = lines.Where(line => line.Width >= WideLine * line.Height).OrderBy(line => line.Angle).ToList();
        float half = wide.Sum(line => line.Width) / 2, sum = 0;
        foreach (var line in wide)
        {
            sum += line.Width;
            if (sum >= half) return line.Angle;
        }

        return 0;
    }
}
