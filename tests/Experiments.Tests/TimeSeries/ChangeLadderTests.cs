using Teleo.Controller.Domain;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

/// <summary>Each word is earned by the system that deserves it and refused to the one that stands a rung below.</summary>
public class ChangeLadderTests
{
    [Fact]
    public void A_step_is_a_regime_shift_and_a_ramp_or_a_long_memory_is_not()
    {
        var random = new SeedTree(2).Stream("shift");
        double[] step = [.. Enumerable.Range(0, 300).Select(i => (i < 180 ? 0 : 2.5) + 0.5 * random.NextNormal())];
        double[] ramp = [.. Enumerable.Range(0, 300).Select(i => i / 80.0 + 0.5 * random.NextNormal())];
        double[] memory = new Ar1(0.9, 1).Simulate(300, ref random);
        Assert.Equal(ChangeWord.RegimeShift, new ChangeLadder().TestRegimeShift(step, random).Word);
        Assert.Equal(ChangeWord.NoChange, new ChangeLadder().TestRegimeShift(ramp, random).Word);
        Assert.Equal(ChangeWord.NoChange, new ChangeLadder().TestRegimeShift(memory, random).Word);
    }

    [Fact]
    public void Shifts_are_rarely_seen_in_stationary_series()
    {
        int alarms = 0;
        for (uint i = 0; i < 60; i++)
        {
            var random = new SeedTree(3).Stream("stationary", i);
            if (new ChangeLadder().TestRegimeShift(new Ar1(0.6, 1).Simulate(200, ref random), random, surrogates: 99).Word != ChangeWord.NoChange) alarms++;
        }

        Assert.InRange(alarms, 0, 3);   // 0.6 expected at the 1 % level
    }

    [Theory]
    [InlineData(0.0, ChangeWord.Bistable)]    // between the folds both branches are stable
    [InlineData(0.6, ChangeWord.NoChange)]    // beyond them starts from both ends meet
    public void The_cusp_is_bistable_between_its_folds_and_nowhere_else(double h, ChangeWord word)
    {
        var (speeds, areas) = (new List<double>(), new List<double>());
        foreach (int steps in new[] { 100, 200, 400 })
            for (uint replicate = 0; replicate < 3; replicate++)
            {
                var (grid, up, down) = KnownSystems.CuspSweep(-0.8, 0.8, 81, steps, 0.02, 0.02, new SeedTree(4).Stream("loop", replicate, (uint)steps));
                speeds.Add(1.0 / steps);
                areas.Add(Hysteresis.Area(grid, up, down));
            }

        double[] Ends(double start) => [.. Enumerable.Range(0, 6).Select(i =>
        {
            var random = new SeedTree(5).Stream("ends", (uint)i, start > 0 ? 1u : 0u);
            double x = start;
            for (int k = 0; k < 5000; k++) x = KnownSystems.Cusp(x, h, 0.02) + 0.003 * random.NextNormal();
            return x;
        })];
        Assert.Equal(word, new ChangeLadder().TestBistable(Hysteresis.Extrapolate([.. speeds], [.. areas]), Ends(-1.5), Ends(1.5)).Word);
    }

    [Fact]
    public void The_mean_field_magnet_has_a_transition()
    {
        int[] sizes = [64, 128, 256, 512, 1024];
        double[] peaks = [.. sizes.Select(n => KnownSystems.CurieWeiss(n, KnownSystems.Argmax(T => KnownSystems.CurieWeiss(n, T).Susceptibility(n, T), 0.7, 1.1)).Susceptibility(n))];
        double[] grid = [.. Enumerable.Range(0, 41).Select(i => 0.8 + 0.01 * i)];
        double[][] cumulants = [.. sizes.Select(n => (double[])[.. grid.Select(T => KnownSystems.CurieWeiss(n, T).Binder)])];
        double[] crossings = [.. Enumerable.Range(1, sizes.Length - 1).Select(i => FiniteSizeScaling.Crossing(grid, cumulants[i - 1], cumulants[i]))];
        var collapsed = sizes.Select((n, i) => ((double[])[.. grid.Select(T => (T - 1) * Math.Sqrt(n))], cumulants[i])).ToList();
        var growth = FiniteSizeScaling.Fit([.. sizes.Select(n => (double)n)], peaks);

        Assert.All(crossings, crossing => Assert.InRange(crossing, 0.9, 1.1));
        Assert.Equal(ChangeWord.Transition, new ChangeLadder().TestTransition(growth, crossings, FiniteSizeScaling.CollapseResidual(collapsed)).Word);
    }

    [Fact]
    public void A_change_that_does_not_sharpen_with_size_is_no_transition()
    {
        double[] sizes = [8, 16, 32, 64, 128];
        var random = new SeedTree(6).Stream("flat");
        double[] peaks = [.. sizes.Select(_ => 2 + 0.1 * random.NextNormal())];
        var growth = FiniteSizeScaling.Fit(sizes, peaks);
        Assert.Equal(ChangeWord.NoChange, new ChangeLadder().TestTransition(growth, [1, 1, 1, 1], 0.01).Word);
        var narrow = FiniteSizeScaling.Fit([8, 10, 12], [8, 10, 12]);
        Assert.Equal(ChangeWord.NoChange, new ChangeLadder().TestTransition(narrow, [1, 1], 0.01).Word);
    }

    [Fact]
    public void A_rung_without_data_is_never_passed()
    {
        Assert.Equal(ChangeWord.NoChange, new ChangeLadder().Word);
        Assert.Empty(new ChangeLadder().Rungs);
    }
}
