using Teleo.Engine.Input;
using Teleo.Experiments.Research;

namespace Teleo.Experiments.Tests.Research;

public class PolicyMapTests
{
    [Fact]
    public void A_map_has_every_cell_and_a_figure_without_faults()
    {
        var map = PolicyMap.Play("zipf", "4", "lru", "never-act", "capacity=3:6:2", "load=0.5:2:2:log", "", seeds: 3, seconds: 300);
        Assert.Equal(4, map.Cells.Length);
        Assert.All(map.Cells, cell => Assert.True(cell.Lower > 0 && cell.Lower <= cell.Percent && cell.Percent <= cell.Upper));
        Assert.Empty(map.Figure.Problems());
        Assert.Contains("4 of 4 intervals exclude 0", map.Figure.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_a_policy_with_itself_is_zero_and_can_be_drawn()
    {
        var map = PolicyMap.Play("zipf", "4", "teleodynamic", "teleodynamic", "capacity=3:6:2", "load=0.5:2:2:log", "endowment=1,30",
            seeds: 2, seconds: 300);
        Assert.Equal(8, map.Cells.Length);
        Assert.All(map.Cells, cell => Assert.Equal((0, 0, 0), (cell.Percent, cell.Lower, cell.Upper)));
        Assert.Equal([1, 30], map.Cells.Select(cell => cell.Panel).Distinct());
        Assert.NotEmpty(map.Figure.Svg());
    }

    [Theory]
    [InlineData("teleodynamic", "lruu", "capacity=3:6:2", "")]
    [InlineData("teleodynamic", "lru", "capacity=3", "")]
    [InlineData("teleodynamic", "lru", "capacity=3:6:2", "gain")]
    [InlineData("teleodynamic", "lru", "capacity=3:6:2", "capacity=3,6")]
    [InlineData("lru", "lru", "glory=3:6:2", "")]
    public void A_wrong_question_is_refused(string policy, string against, string x, string panels) =>
        Assert.Throws<InputException>(() => PolicyMap.Play("zipf", "4", policy, against, x, "load=0.5:2:2:log", panels));

    [Fact]
    public void Curves_about_an_event_have_points_of_every_policy_and_two_figures()
    {
        var curves = EventCurves.Play("foresight-break", "20", "break", ["teleodynamic", "lru"], seeds: 2, beforeSeconds: 120,
            afterSeconds: 240);
        Assert.Equal(["teleodynamic", "lru"], curves.Points.Select(point => point.Policy).Distinct());
        Assert.Equal([-90, -30, 30, 90, 150, 210], curves.Points.Where(point => point is { Policy: "lru", Measure: "cost" })
            .Select(point => point.Seconds));
        Assert.Contains(curves.Points, point => point.Measure == "account client0");
        Assert.All(curves.Points, point => Assert.True(point.Lower <= point.Mean && point.Mean <= point.Upper));
        Assert.Equal(2, curves.Figures.Length);
        Assert.All(curves.Figures, figure => Assert.Empty(figure.Problems()));
    }

    [Theory]
    [InlineData("zipf", "shift")]
    [InlineData("foresight-break", "brake")]
    [InlineData("judge-chance", "shift")]
    public void An_event_that_is_not_there_is_refused(string workload, string at) =>
        Assert.Throws<InputException>(() => EventCurves.Play(workload, "4", at, ["lru"], 2));
}
