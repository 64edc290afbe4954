using Teleo.Controller.Domain;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.TimeSeries;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Phases;

public sealed class PhaseCommandTests
{
    private static readonly SweepAxis X = new("load", 0.5, 2, 3, true), Y = new("gain", 0.01, 1, 3, true);

    [Fact]
    public void A_sweep_that_was_broken_off_ends_with_the_bytes_of_one_that_was_not()
    {
        string whole = TestFolder.New(), broken = TestFolder.New(), journal = Path.Combine(broken, "sweep.journal");
        Assert.Equal(ExitCode.Ok, Sweep(whole).Exit);
        var sweep = new PhaseSweep(new Scenario("zipf", "4"), "teleodynamic", X, Y, 300, 1);
        using (var stop = new CancellationTokenSource())
        using (var log = new SweepJournal(journal, sweep.Question, sweep.Measures.Length))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => sweep.Run(1, 0.15, 1, log, done => { if (done == 4) stop.Cancel(); }, stop.Token));
        }

        File.AppendAllText(journal, "2,2,0.123,0.4");   // the blow fell in the middle of a line
        var again = Sweep(broken);
        Assert.Contains("4 cells", again.Error, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(whole)) Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(broken, Path.GetFileName(file))));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public void The_journal_of_another_sweep_is_not_believed()
    {
        string journal = Path.Combine(TestFolder.New(), "sweep.journal");
        using (var one = new SweepJournal(journal, "one question", 2)) one.Add(0, 0, [1, double.NaN]);
        using (var same = new SweepJournal(journal, "one question", 2))
        {
            Assert.True(same.TryGet(0, 0, out double[]? values));
            Assert.Equal([1, double.NaN], values);
        }

        using (var other = new SweepJournal(journal, "another", 2)) Assert.Equal(0, other.Known);
        Assert.EndsWith(" another\n", File.ReadAllText(journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_traced_run_is_diagnosed_and_no_word_is_stronger_than_one_run_allows()
    {
        string folder = TestFolder.New(), trace = Path.Combine(folder, "run.jsonl.gz");
        Experiments.Research.Pool.Simulated("rare", "2").Play("teleodynamic", trace: trace);
        var told = Cli.Run("phase", "diagnose", trace, "--out", folder, "--surrogates", "99", "--json").Json();
        Assert.Contains(told.GetProperty("word").GetString(), new[] { "no-change", "noChange", "regime-shift", "regimeShift" });
        var labels = PhaseLabels.Load(Path.Combine(folder, "labels.json"));
        Assert.Equal(PhaseCriteria.Latest.Hash, labels.CriteriaHash);
        Assert.Equal(told.GetProperty("windows").GetInt32(), labels.Labels.Length);
        Assert.Equal(labels.Labels.Length * labels.Window / labels.Window, File.ReadLines(Path.Combine(folder, "series.csv")).Skip(1).Count() / labels.Window);
        Assert.True(File.Exists(Path.Combine(folder, "phase-series.svg")) && File.Exists(Path.Combine(folder, "phase-series.csv")));
    }

    [Fact]
    public void A_step_is_a_regime_shift_and_a_series_with_memory_is_none()
    {
        double[] seconds = [.. Enumerable.Range(0, 300).Select(t => 5.0 * t)];
        var chance = new SeedTree(4).Stream("noise");
        double[] noise = new Ar1(0.5, 1).Simulate(300, ref chance);
        double[] step = [.. noise.Select((value, t) => value + (t < 150 ? 0 : 8))];
        var shifted = SeriesDiagnosis.Of("overlap", seconds, step, new SeedTree(1), 99);
        Assert.Equal(ChangeWord.RegimeShift, shifted.Word);
        Assert.Contains(shifted.Breaks, at => Math.Abs(at - 750) < 25);
        Assert.InRange(shifted.Alarm, 750, 800);
        var unmoved = SeriesDiagnosis.Of("overlap", seconds, noise, new SeedTree(1), 99);
        Assert.Equal((ChangeWord.NoChange, 0), (unmoved.Word, unmoved.Breaks.Length));
        double[] once = new double[300];
        once[40] = 0.02;
        Assert.InRange(SeriesDiagnosis.Of("reserved", seconds, once, new SeedTree(1), 99).Breaks.Length, 0, 2);
        Assert.True(SeriesDiagnosis.Of("reserved", seconds, new double[300], new SeedTree(1), 99).IsConstant);
    }

    [Fact]
    public void A_pool_that_lost_everything_comes_back_at_a_measured_rate()
    {
        string folder = TestFolder.New();
        var told = Cli.Run("phase", "recover", "-w", "zipf", "-c", "6", "--loads", "0.5,1,2", "--seeds", "2", "--out", folder, "--json").Json();
        foreach (var point in told.GetProperty("points").EnumerateArray()) Assert.True(point.GetProperty("rate").GetDouble() > 0);
        Assert.True(File.Exists(Path.Combine(folder, "recovery.svg")));
    }

    [Theory]
    [InlineData("scale", "--seconds", "99999999999999999999", "--seconds takes 600 to 1000000")]
    [InlineData("scale", "--sizes", "4,8.5,16,32,64", "rising whole numbers")]
    [InlineData("loop", "--ramps", "900,1800,1e300", "200 to 1000000")]
    [InlineData("loop", "--load", "4:0.25", "two rising numbers")]
    [InlineData("recover", "--loads", "0.5,1,NaN", "rising numbers")]
    [InlineData("events", "--step", "0", "--step takes 0.001")]
    public void A_number_out_of_bounds_is_refused_before_anything_runs(string command, string option, string value, string says)
    {
        var run = Cli.Run("phase", command, option, value);
        run.AssertFails(ExitCode.Usage, "Usage");
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_than_five_sizes_say_nothing_about_size() => Cli.Run("phase", "scale", "--sizes", "4,8,16").AssertFails(ExitCode.Usage, "Usage");

    [NightlyFact]
    public void Five_sizes_are_played_and_judged()
    {
        string folder = TestFolder.New();
        var told = Cli.Run("phase", "scale", "--sizes", "2,4,8,16,32", "--load", "0.5:2:3", "--seconds", "1200", "--seeds", "2", "--out", folder, "--json").Json();
        Assert.Equal(5, told.GetProperty("peaks").GetArrayLength());
        Assert.True(File.Exists(Path.Combine(folder, "scaling.svg")));
    }

    private static Cli Sweep(string folder) => Cli.Run(
        "phase", "sweep", "-w", "zipf", "-c", "4", "-x", "load=0.5:2:3:log", "-y", "gain=0.01:1:3:log", "--seconds", "300", "--coarse", "1", "--out", folder);
}
