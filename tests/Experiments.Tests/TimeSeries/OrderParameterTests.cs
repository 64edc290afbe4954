using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Tests.Statistics;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

public class OrderParameterTests
{
    private static readonly JsonElement Known = KnownAnswer.File("phase-order-parameters.json");

    [Fact]
    public void The_exact_ising_model_has_its_published_moments()
    {
        foreach (var row in Known.At("ising2d_exact").EnumerateArray())
        {
            int side = row.GetProperty("L").GetInt32();
            double temperature = row.Number("T");
            if (side == 4 && temperature is not (1.5 or 2.5)) continue;   // 65,536 configurations each: two are enough
            var moments = KnownSystems.Ising(side, temperature);
            KnownAnswer.Close(row.Number("abs_m"), moments.AbsMean);
            KnownAnswer.Close(row.Number("m2"), moments.Square);
            KnownAnswer.Close(row.Number("m4"), moments.Fourth);
            KnownAnswer.Close(row.Number("binder"), moments.Binder);
            KnownAnswer.Close(row.Number("chi_connected"), moments.Susceptibility(side * side, temperature), 1e-8);
            KnownAnswer.Close(row.Number("chi_full"), side * side * moments.Square / temperature);
        }
    }

    [Fact]
    public void Binder_curves_of_the_ising_model_cross_where_they_should()
    {
        var crossing = Known.At("binder_crossings_exact_small_L")[0];
        double t = crossing.Number("T");
        double[] grid = [t - 1e-3, t + 1e-3];
        double found = FiniteSizeScaling.Crossing(grid, [.. grid.Select(T => KnownSystems.Ising(2, T).Binder)], [.. grid.Select(T => KnownSystems.Ising(4, T).Binder)]);
        KnownAnswer.Close(t, found, 1e-6);
        KnownAnswer.Close(crossing.Number("U"), KnownSystems.Ising(2, found).Binder, 1e-6);
    }

    [Fact]
    public void The_exact_curie_weiss_model_has_its_published_moments()
    {
        foreach (var row in Known.At("curie_weiss.exact").EnumerateArray())
        {
            int n = row.GetProperty("N").GetInt32();
            var moments = KnownSystems.CurieWeiss(n, row.Number("T"));
            KnownAnswer.Close(row.Number("abs_m"), moments.AbsMean);
            KnownAnswer.Close(row.Number("m2"), moments.Square);
            KnownAnswer.Close(row.Number("binder"), moments.Binder, 1e-8);
            KnownAnswer.Close(row.Number("chi_connected"), moments.Susceptibility(n, row.Number("T")), 1e-7);
        }
    }

    [Fact]
    public void Peaks_of_susceptibility_scale_with_the_exact_slopes()
    {
        var fss = Known.At("curie_weiss.fss");
        var (sizes, heights, shifts) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var peak in fss.At("peaks").EnumerateArray())
        {
            int n = peak.GetProperty("N").GetInt32();
            double at = KnownSystems.Argmax(T => KnownSystems.CurieWeiss(n, T).Susceptibility(n, T), 0.7, 1.1);
            double height = KnownSystems.CurieWeiss(n, at).Susceptibility(n, at);
            KnownAnswer.Close(peak.Number("T_peak"), at, 1e-6);
            KnownAnswer.Close(peak.Number("chi_peak"), height, 1e-8);
            sizes.Add(n);
            heights.Add(height);
            shifts.Add(1 - at);
        }

        var growth = FiniteSizeScaling.Fit([.. sizes], [.. heights]);
        KnownAnswer.Close(fss.Number("slope_log_chi_peak_vs_log_N"), growth.Exponent, 1e-7);
        KnownAnswer.Close(fss.Number("slope_log_shift_vs_log_N"), FiniteSizeScaling.Fit([.. sizes], [.. shifts]).Exponent, 1e-5);
        Assert.True(growth.IsBroadEnough && growth.Interval.Lower > 0);
    }

    [Fact]
    public void Limits_and_exponents_of_the_file_agree_with_each_other()
    {
        KnownAnswer.Close(Known.Number("ising2d_Tc"), 2 / Math.Log(1 + Math.Sqrt(2)));
        foreach (var row in Known.At("ising2d_closed_forms.values").EnumerateArray())
            KnownAnswer.Close(row.Number("m"), Math.Pow(1 - Math.Pow(Math.Sinh(2 / row.Number("T")), -4), 0.125));
        foreach (var row in Known.At("curie_weiss.mean_field_m").EnumerateArray())
            KnownAnswer.Close(row.Number("m"), Math.Tanh(row.Number("m") / row.Number("T")), 1e-7);
        KnownAnswer.Close(Known.Number("curie_weiss.exponents.binder_limits.ordered"), Moments.Of([0.7, -0.7, 0.7]).Binder);

        // At the critical temperature the cumulant of growing systems settles on the published constant.
        double limit = Known.Number("curie_weiss.binder_at_Tc_infinite_N");
        double at1024 = KnownSystems.CurieWeiss(1024, 1).Binder, at4096 = KnownSystems.CurieWeiss(4096, 1).Binder;
        Assert.True(Math.Abs(at4096 - limit) < 0.6 * Math.Abs(at1024 - limit));
    }

    [Fact]
    public void A_disordered_pool_has_a_binder_cumulant_of_zero()
    {
        var random = new SeedTree(3).Stream("disorder");
        double[] m = new double[20_000];
        for (int i = 0; i < m.Length; i++) m[i] = random.NextNormal();
        Assert.InRange(Moments.Of(m).Binder, -0.03, 0.03);
    }

    [Fact]
    public void Order_parameters_stay_between_nothing_and_one()
    {
        var random = new SeedTree(4).Stream("order");
        for (int i = 0; i < 500; i++)
        {
            var (before, now) = (new HashSet<int>(), new HashSet<int>());
            for (int k = random.NextInt(8); k > 0; k--) before.Add(random.NextInt(6));
            for (int k = random.NextInt(8); k > 0; k--) now.Add(random.NextInt(6));
            Assert.InRange(OrderParameters.Overlap(before, now), 0, 1);
            Assert.Equal(OrderParameters.Overlap(before, now), OrderParameters.Overlap(now, before));
            Assert.Equal(1, OrderParameters.Overlap(now, now));
            double[] seconds = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
            Assert.InRange(OrderParameters.Imbalance(seconds), -1e-12, 1);
        }

        Assert.Equal(0, OrderParameters.Imbalance([2, 2, 2, 2]), 12);
        Assert.Equal(1, OrderParameters.Imbalance([0, 5, 0]), 12);
    }
}
