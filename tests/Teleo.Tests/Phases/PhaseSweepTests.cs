using Teleo.Controller.Domain;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Workloads;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Phases;

public class PhaseSweepTests
{
    [Fact]
    public void Refinement_looks_closely_at_the_boundary_and_only_there()
    {
        const int n = 100;
        double Truth(int column, int row) => column + 0.5 * row > 70 ? 1 : 0;
        var grid = new GridRefinement(n, n, 8, 0.1);
        grid.Run(points => [.. points.Select(p => new[] { Truth(p.Column, p.Row) })]);
        int wrong = 0;
        for (int row = 0; row < n; row++)
            for (int column = 0; column < n; column++)
                if (grid.At(column, row)[0] != Truth(column, row)) wrong++;   // squares that agree are constant here
        Assert.Equal(0, wrong);
        Assert.InRange(grid.Evaluated, 200, 2000);
    }

    [Fact]
    public void Without_coarseness_every_cell_is_run()
    {
        var grid = new GridRefinement(7, 5, 1, 0.5);
        grid.Run(points => [.. points.Select(p => new[] { (double)p.Column })]);
        Assert.Equal(35, grid.Evaluated);
    }

    [Theory]
    [InlineData("load=0.5:2:25", "load", 0.5, 2, 25, false)]
    [InlineData("gain=0.1:10:3:log", "gain", 0.1, 10, 3, true)]
    public void An_axis_is_read_from_its_text(string text, string name, double from, double to, int points, bool log)
    {
        Assert.True(SweepAxis.TryParse(text, out var axis, out _));
        Assert.Equal(new SweepAxis(name, from, to, points, log), axis);
        Assert.Equal(from, axis[0], 12);
        Assert.Equal(to, axis[points - 1], 9);
        double[] edges = axis.Edges();
        Assert.Equal(points + 1, edges.Length);
        for (int i = 0; i < points; i++) Assert.InRange(axis[i], edges[i], edges[i + 1]);
    }

    [Theory]
    [InlineData("load"), InlineData("load=1:2"), InlineData("load=2:1:5"), InlineData("load=1:2:1"), InlineData("load=0:2:5:log"), InlineData("load=1:NaN:5")]
    public void A_wrong_axis_is_told(string text) => Assert.False(SweepAxis.TryParse(text, out _, out string? problem) || problem is null);

    [Fact]
    public void A_trace_at_another_pace_has_the_same_requests_at_the_paced_rate()
    {
        var random = new SeedTree(1).Stream("trace");
        long now = 0;
        Request[] rows = [.. Enumerable.Range(0, 2000).Select(i => new Request(now += 1 + (long)(1e9 * random.NextExponential()), i % 3, -1, 1, 1))];
        var trace = new MemoryWorkload(["a", "b", "c"], rows);
        var twice = (MemoryWorkload)PacedWorkload.Constant(trace, 2, 500);
        Assert.InRange(twice.Count, 900, 1100);
        for (int i = 0; i < twice.Count; i++)
        {
            Assert.Equal(rows[i].Skill, twice.Rows[i].Skill);
            Assert.InRange(twice.Rows[i].ArrivalNs - rows[i].ArrivalNs / 2.0, -2, 2);
        }

        var ramp = (MemoryWorkload)PacedWorkload.Warped(trace, [(400, 1, 3), (400, 3, 1)]);   // 1,600 requests' worth of time
        Assert.InRange(ramp.Count, 1450, 1750);
        for (int i = 1; i < ramp.Count; i++) Assert.True(ramp.Rows[i].ArrivalNs >= ramp.Rows[i - 1].ArrivalNs);
        int middle = 0;
        foreach (var row in ramp.Rows)
            if (row.ArrivalNs * 1e-9 is > 350 and < 450) middle++;
        Assert.InRange(middle / 100.0, 2.4, 3.3);
    }

    [Fact]
    public void What_is_foretold_keeps_its_place_among_the_requests()
    {
        Request[] rows = [.. Enumerable.Range(0, 100).Select(i => new Request(1_000_000_000L * i, 0, -1, 1, 1))];
        var told = new Foretelling(0, "client", 0.8, 3, InSeconds: 10, WithinSeconds: 4);
        var trace = new ForetoldWorkload(["a"], rows, [new(40_500_000_000, told), new(80_500_000_000, told)], "client");
        var paced = Assert.IsType<ForetoldWorkload>(PacedWorkload.Warped(trace, [(30, 2, 2), (60, 1, 1)]));

        Assert.Equal([20.25, 50.5], paced.Foretellings.ToArray().Select(one => one.TimeNs * 1e-9));
        Assert.Equal([told with { InSeconds = 5, WithinSeconds = 2 }, told], paced.Foretellings.ToArray().Select(one => one.Foretelling));
        Assert.Equal("client", paced.Clients);
    }

    [Fact]
    public void A_sweep_writes_its_table_and_its_maps_and_does_not_depend_on_threads()
    {
        string one = TestFolder.New("teleo-sweep"), two = TestFolder.New("teleo-sweep");
        Sweep(one, 1);
        Sweep(two, 2);
        Assert.Equal(File.ReadAllText(Path.Combine(one, "sweep.csv")), File.ReadAllText(Path.Combine(two, "sweep.csv")));
        Assert.Equal(1 + 9, File.ReadAllLines(Path.Combine(one, "sweep.csv")).Length);
        Assert.True(File.Exists(Path.Combine(one, "sweep-loss.svg")) && File.Exists(Path.Combine(one, "sweep-loss.csv")));
        Directory.Delete(one, true);
        Directory.Delete(two, true);

        static void Sweep(string folder, int threads) => Assert.Equal(ExitCode.Ok, Cli.Run(
            "phase", "sweep", "-w", "zipf", "-c", "4", "-x", "load=0.5:2:3:log", "-y", "gain=0.5:2:3:log", "--seconds", "300", "--coarse", "1", "--threads", $"{threads}", "--out", folder).Exit);
    }

    [Fact]
    public void A_parameter_that_does_not_exist_is_told_before_anything_runs()
    {
        var run = Cli.Run("phase", "sweep", "-w", "zipf", "-c", "4", "-x", "load=0.5:2:3", "-y", "glory=1:2:3");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("glory", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_against_another_policy_has_a_panel_for_each_value_and_counts_its_cells()
    {
        string folder = Directory.CreateTempSubdirectory("teleo-sweep").FullName;
        var told = Cli.Run("phase", "sweep", "-w", "zipf", "-x", "capacity=3:6:2", "-y", "load=0.5:2:2:log", "--panels", "endowment=0.3,30", "-c", "4",
            "--against", "never-act", "--seeds", "3", "--seconds", "300", "--coarse", "1", "--out", folder, "--json").Json();
        var maps = told.GetProperty("influence").EnumerateArray().ToList();
        Assert.Equal(["endowment 0.3", "endowment 30"], maps.Select(map => map.GetProperty("panel").GetString()));
        Assert.All(maps, map => Assert.Equal((4, 4), (map.GetProperty("cells").GetInt32(), map.GetProperty("dearer").GetInt32())));
        string[] rows = File.ReadAllLines(Path.Combine(folder, "sweep.csv"));
        Assert.StartsWith("endowment,capacity,load,run,", rows[0], StringComparison.Ordinal);
        Assert.Equal(1 + 2 * 4, rows.Length);
        Assert.True(File.Exists(Path.Combine(folder, "sweep-influence.svg")));
        Assert.Empty(Directory.GetFiles(folder, "*.journal"));
        Directory.Delete(folder, true);
    }

    [Fact]
    public void A_scan_is_printed_and_narrows_the_axes()
    {
        string folder = Directory.CreateTempSubdirectory("teleo-sweep").FullName;
        var run = Cli.Run("phase", "sweep", "-w", "zipf", "-x", "capacity=2:32:6", "-y", "load=0.5:2:3:log", "-c", "4", "--seconds", "300", "--scan", "--coarse", "1", "--out", folder);
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("capacity from 2 to 20", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("2,", File.ReadAllLines(Path.Combine(folder, "sweep.csv"))[1], StringComparison.Ordinal);
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData("--against", "lruu", "lru")]
    [InlineData("--panels", "gain=1,1", "different")]
    [InlineData("--panels", "gain", "name=value")]
    [InlineData("--panels", "load=1,2", "load")]
    public void A_wrong_question_is_refused_with_what_would_be_right(string option, string value, string says)
    {
        var run = Cli.Run("phase", "sweep", "-w", "zipf", "-c", "4", "-x", "capacity=3:6:2", "-y", "load=0.5:2:2", option, value);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }
}
