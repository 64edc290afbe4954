namespace Teleo.Figures.Drawing;

/// <summary>
/// The labels of a panel's rules, outside the plotting area so that they hide no data: those of vertical rules in rows above it, those of
/// horizontal rules to its right, moved apart where they would touch.
/// </summary>
internal sealed class RuleLabels
{
    public const double LaneStep = 14;
    private const double Widest = 130;

    private readonly List<Mark.Rule> _vertical;
    private readonly List<Mark.Rule> _horizontal;

    public RuleLabels(Panel panel)
    {
        var rules = panel.Marks.OfType<Mark.Rule>().Where(rule => rule.Label.Length > 0).ToList();
        _vertical = [.. rules.Where(rule => rule.Across == Direction.Vertical).OrderBy(rule => rule.At)];
        _horizontal = [.. rules.Where(rule => rule.Across == Direction.Horizontal).OrderByDescending(rule => rule.At)];
        RightWidth = _horizontal.Select(rule => FontMetrics.Width(Shown(rule), Layout.TickSize)).DefaultIfEmpty(0).Max();
    }

    public double RightWidth { get; }

    public double LaneHeight { get; private set; }

    /// <summary>Left ends and baselines, in the coordinates of the plotting area.</summary>
    public List<(double X, double Y, string Text)> Placed { get; } = [];

    public void Place(Axis x, Axis y, double width, double height)
    {
        var laneEnds = new List<double>();
        foreach (var rule in _vertical)
        {
            double at = x.Map(rule.At), length = FontMetrics.Width(Shown(rule), Layout.TickSize);
            if (!(at >= -0.5 && at <= width + 0.5)) continue;
            double left = Math.Clamp(at - length / 2, 0, Math.Max(0, width - length));
            int lane = laneEnds.FindIndex(end => end + 8 <= left);
            if (lane < 0)
            {
                lane = laneEnds.Count;
                laneEnds.Add(0);
            }

            laneEnds[lane] = left + length;
            Placed.Add((left, -5 - lane * LaneStep, Shown(rule)));
        }

        LaneHeight = laneEnds.Count * LaneStep;
        PlaceRight(y, width, height);
    }

    private void PlaceRight(Axis y, double width, double height)
    {
        var rows = _horizontal.Select(rule => (At: y.Map(rule.At), Text: Shown(rule)))
            .Where(row => row.At >= -0.5 && row.At <= height + 0.5).OrderBy(row => row.At).ToList();
        var baselines = new double[rows.Count];
        for (int i = 0; i < rows.Count; i++)
            baselines[i] = Math.Max(rows[i].At + 4, i == 0 ? double.NegativeInfinity : baselines[i - 1] + LaneStep);
        for (int i = rows.Count - 1; i >= 0; i--)   // those pushed below the end come back up, pushing others
            baselines[i] = Math.Min(baselines[i], i == rows.Count - 1 ? height + 4 : baselines[i + 1] - LaneStep);
        for (int i = 0; i < rows.Count; i++) Placed.Add((width + 6, baselines[i], rows[i].Text));
    }

    private static string Shown(Mark.Rule rule) => FontMetrics.Shorten(rule.Label, Layout.TickSize, Widest);
}
