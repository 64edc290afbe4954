using Teleo.Experiments.Simulator;
using Teleo.Experiments.Sweeps;

namespace Teleo.Experiments.Tests.Sweeps;

public class InfluenceTests
{
    private static readonly SweepAxis Load = new("load", 0.5, 4, 2, true), Capacity = new("capacity", 3, 6, 2, false);

    [Theory]
    [InlineData("teleodynamic")]
    [InlineData("lru")]
    public void A_policy_costs_the_same_as_itself_in_every_cell(string policy)
    {
        var (map, count) = Sweep(policy, policy, seeds: 2);
        Assert.All(map.Grid.Evaluations(Load, Capacity), cell => Assert.Equal([0, 0, 0], cell.Values[^3..]));
        Assert.Equal((4, 0, 0, 4, 0), (count.Cells, count.Dearer, count.Cheaper, count.Equal, count.ByChance));
    }

    [Fact]
    public void A_policy_that_never_acts_is_dearer_in_every_cell()
    {
        var (_, count) = Sweep("lru", "never-act", seeds: 3);
        Assert.Equal((4, 4, 0), (count.Cells, count.Dearer, count.Cheaper));
    }

    [Fact]
    public void The_difference_changes_its_sign_with_the_places_of_the_two()
    {
        var (there, _) = Sweep("lru", "never-act", seeds: 2);
        var (back, _) = Sweep("never-act", "lru", seeds: 2);
        Assert.All(there.Grid.Evaluations(Load, Capacity), cell => Assert.True(cell.Values[^3] > 0));
        Assert.All(back.Grid.Evaluations(Load, Capacity), cell => Assert.InRange(cell.Values[^3], -100, 0));
    }

    [Fact]
    public void A_number_that_the_other_policy_has_not_is_not_put_to_it()
    {
        var gain = new SweepAxis("gain", 0.01, 1, 2, true);
        string journal = Path.Combine(Directory.CreateTempSubdirectory("teleo").FullName, "sweep.journal");
        var sweep = new PhaseSweep(new Scenario("zipf", "4"), "teleodynamic", Load, gain, 120, 1) { Against = "never-act" };
        using var log = new SweepJournal(journal, sweep.Question, sweep.Measures.Length);
        Assert.Equal(4, sweep.Run(1, 0.15, 1, log, _ => { }, default).Evaluated);
    }

    [Fact]
    public void A_scan_keeps_the_part_of_an_axis_where_something_changes()
    {
        var axis = new SweepAxis("load", 0, 8, 17, false);
        var scan = AxisScan.Of(axis, Capacity, (at, _) => Figures(loss: at is > 2.5 and < 5.5 ? (at - 2.5) / 3 : at < 3 ? 0 : 1));
        Assert.Equal((2, 6), (scan.Narrowed!.From, scan.Narrowed.To));
        Assert.Equal(17, scan.Narrowed.Points);
        Assert.Equal(9, scan.Steps.Length);
    }

    [Fact]
    public void A_scan_of_noise_finds_no_change()
    {
        var axis = new SweepAxis("load", 0, 8, 9, false);
        Assert.Null(AxisScan.Of(axis, Capacity, (at, _) => Figures(loss: 0.01 * (at % 2))).Narrowed);
    }

    internal static PointFigures Figures(double loss = 0, double reloads = 20, double influence = double.NaN) =>
        new(0, 0, 0, 0, 0, loss, reloads, 100, influence);

    private static (SweepMap Map, InfluenceCount Count) Sweep(string policy, string against, int seeds)
    {
        string journal = Path.Combine(Directory.CreateTempSubdirectory("teleo").FullName, "sweep.journal");
        var sweep = new PhaseSweep(new Scenario("zipf", "4"), policy, Load, Capacity, 300, 1, seeds) { Against = against };
        using var log = new SweepJournal(journal, sweep.Question, sweep.Measures.Length);
        var map = new SweepMap(null, sweep.Run(1, 0.15, 2, log, _ => { }, default));
        return (map, InfluenceCount.Of(map, Load, Capacity, sweep.Measures));
    }
}
