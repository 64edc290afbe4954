using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tests.Statistics;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

public class HysteresisTests
{
    private static readonly JsonElement Known = KnownAnswer.File("phase-bifurcations-hysteresis.json");

    [Fact]
    public void The_quasi_static_sweep_encloses_its_known_area()
    {
        var row = Known.At("cusp_normal_form.quasi_static_sweep");
        double[] grid = row.Numbers("h_grid");
        var (h, up, down) = KnownSystems.CuspSweep(grid[0], grid[1], (int)grid[2], row.At("steps_per_h").GetInt32(), row.Number("dt"));
        KnownAnswer.Close(row.Number("loop_area"), Hysteresis.Area(h, up, down), 1e-6);
        Assert.Equal(row.Number("x_up_at_h0"), up[80], 6);
        Assert.Equal(row.Number("x_down_at_h0"), down[80], 6);
    }

    [Fact]
    public void The_area_at_speed_zero_is_the_static_one()
    {
        var (speeds, areas) = (new List<double>(), new List<double>());
        foreach (int steps in new[] { 200, 400, 800, 1600 })
            for (uint replicate = 0; replicate < 3; replicate++)
            {
                var (h, up, down) = KnownSystems.CuspSweep(-0.8, 0.8, 161, steps, 0.01, noise: 0.01, new SeedTree(1).Stream("loop", replicate, (uint)steps));
                speeds.Add(1.0 / steps);
                areas.Add(Hysteresis.Area(h, up, down));
            }

        var loop = Hysteresis.Extrapolate([.. speeds], [.. areas]);
        Assert.Equal(Known.Number("cusp_normal_form.static_loop_area_x_dh"), loop.StaticArea, 0.03);
        Assert.True(loop.LoopRemains);
    }

    [Fact]
    public void A_lagging_system_with_one_state_has_no_loop_at_speed_zero()
    {
        var (speeds, areas) = (new List<double>(), new List<double>());
        foreach (double speed in new[] { 0.002, 0.004, 0.008, 0.016 })
            for (uint replicate = 0; replicate < 4; replicate++)
            {
                var random = new SeedTree(2).Stream("lag", replicate, (uint)(speed * 1000));
                double[] h = [.. Enumerable.Range(0, 161).Select(i => -0.8 + i * 0.01)];
                double[] up = new double[161], down = new double[161];
                double x = -0.8;
                int steps = (int)(0.1 / speed);
                for (int i = 0; i < 161; i++) up[i] = Follow(h[i]);
                for (int i = 160; i >= 0; i--) down[i] = Follow(h[i]);
                speeds.Add(speed);
                areas.Add(Hysteresis.Area(h, up, down));

                double Follow(double at)
                {
                    for (int s = 0; s < steps; s++) x += 0.1 * (at - x) + 0.05 * random.NextNormal();
                    return x;
                }
            }

        Assert.False(Hysteresis.Extrapolate([.. speeds], [.. areas]).LoopRemains);
    }

    [Fact]
    public void The_systems_used_for_tests_are_what_the_file_says()
    {
        double[] first = Known.Numbers("logistic_map.first_10_r3_9_x0_3");
        double x = 0.3;
        foreach (double expected in first) KnownAnswer.Close(expected, x = KnownSystems.Logistic(3.9, x));
        foreach (var (r, period) in Known.At("logistic_map.period_by_r").EnumerateObject().Select(p => (double.Parse(p.Name, System.Globalization.CultureInfo.InvariantCulture), p.Value.GetInt32())))
            Assert.Equal(period, PeriodOf(r));
        foreach (var row in Known.At("logistic_map.fixed_point_r").EnumerateArray())
        {
            KnownAnswer.Close(row.Number("x"), KnownSystems.Logistic(row.Number("r"), row.Number("x")));
            KnownAnswer.Close(row.Number("multiplier"), row.Number("r") * (1 - 2 * row.Number("x")));
        }

        foreach (var row in Known.At("cusp_normal_form.branches").EnumerateArray())
        {
            double h = row.Number("h");
            foreach (var (at, rate) in row.Numbers("fixed_points").Zip(row.Numbers("rates")))
            {
                Assert.Equal(at, KnownSystems.Cusp(at, h, 0.1), 9);
                KnownAnswer.Close(rate, 1 - 3 * at * at, 1e-8);
            }
        }
    }

    private static int PeriodOf(double r)
    {
        double x = 0.3;
        for (int i = 0; i < 20_000; i++) x = KnownSystems.Logistic(r, x);
        double start = x;
        for (int period = 1; period <= 64; period++)
        {
            x = KnownSystems.Logistic(r, x);
            if (Math.Abs(x - start) < 1e-7) return period;
        }

        return 0;
    }
}
