using Teleo.Experiments.Judging;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Subjects;
using Teleo.Experiments.Sweeps;

namespace Teleo.Experiments.Tests.Sweeps;

public class AlignedRunsTests
{
    private static readonly AlignedSpan Span = new(300, 300, 60);

    /// <summary>The judge counts events as its subject sees them, aligned runs read the plant's counters.</summary>
    [Theory]
    [InlineData("teleodynamic", 5)]
    [InlineData("teleodynamic-service-earned", 6)]
    public void The_signs_of_phases_are_those_of_the_judge(string policy, ulong seed)
    {
        var world = JudgeWorld.Choice;
        var judged = JudgedRun.Play(SubjectSource.Named(policy), Treatment.None, world, world.Prepare(seed), plays: false, default);
        var aligned = EventPlay.Of(world.Prepare(seed), policy, judged.Shift, Span, default);
        var expected = PhaseSigns.Of(judged.Meter.Course, judged.Shift);
        Assert.Equal(expected, aligned.Signs);
        Assert.NotEqual(0, expected.FallAtStart);
        Assert.NotEqual(0, expected.RiseAtChange);
    }

    /// <summary>
    /// Popularity is dealt anew at a second that each seed draws: in the minutes after it misses rise above those before.
    /// </summary>
    [Fact]
    public void Misses_rise_after_a_shift_and_not_before_it()
    {
        var world = JudgeWorld.Choice;
        var one = AlignedRuns.Play(world.Prepare, prepared => prepared.Run.ShiftSeconds, ["teleodynamic"], Span, 1, 24, 2, (_, _) => { },
            default)[0];
        int missed = MeasureOf("missed");
        var before = one.MeanIn(missed, Span, -300, 0);
        var after = one.MeanIn(missed, Span, 0, 120);
        Assert.True(after.Interval.Lower > before.Interval.Upper, $"{before} {after}");
        Assert.True(one.Runs.Select(run => run.EventSeconds).Distinct().Count() == 24);
    }

    /// <summary>What all bins of a run hold is what the run's own report counts.</summary>
    [Fact]
    public void The_bins_of_a_whole_run_sum_to_its_report()
    {
        var prepared = new Scenario("rare", "2").Prepare(3);
        double end = Math.Floor(prepared.Run.Trace.EndNs * 1e-9 / 60) * 60;
        var span = new AlignedSpan(0, end, 60);
        var run = EventPlay.Of(prepared, "lru", 0, span, default);
        using var simulation = prepared.Run.Begin(catalog => prepared.CreatePolicy("lru", catalog), null);
        simulation.Run((long)(end * 1e9));
        var state = simulation.Plant.State;
        Assert.Equal(state.Counters.Loads, run.Curves[MeasureOf("loads")].Sum(), 6);
        Assert.Equal(state.SecondsSpent((long)(end * 1e9)), run.Curves[MeasureOf("cost")].Sum(), 6);
        Assert.Equal(state.Counters.Arrivals, run.Course.Arrivals.Sum(0, end));
        Assert.Equal(state.Counters.Misses, run.Course.Misses.Sum(0, end));
    }

    [Fact]
    public void Our_controller_shows_E_and_the_account_of_each_source()
    {
        var prepared = new Scenario("foresight-break", "20").Prepare(1);
        var run = EventPlay.Of(prepared, "teleodynamic", 0, new(0, 600, 60), default);
        Assert.Contains("client0", run.Sources);
        Assert.Equal(run.Sources.Length, run.Accounts.Length);
        double sum = run.Accounts.Sum(account => Math.Max(0, account[^1]));
        Assert.InRange(run.Curves[MeasureOf("energy")][^1], sum - 5, sum + 5);
        Assert.Empty(EventPlay.Of(prepared, "lru", 0, new(0, 600, 60), default).Accounts);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        string one = Csv(1), two = Csv(2);
        Assert.Equal(one, two);

        static string Csv(int threads) => AlignedFigures.Csv(AlignedRuns.Play(new Scenario("rare", "2").Prepare, _ => 600,
            ["lru", "teleodynamic"],
            Span, 1, 4, threads, (_, _) => { }, default), Span);
    }

    private static int MeasureOf(string id) => RunAtEvent.Measures.IndexOf(RunAtEvent.Measures.First(measure => measure.Id == id));
}
