using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class SensitivityTests
{
    private static readonly JsonElement Known = File("sensitivity-sobol-morris.json");

    private static double Ishigami(double[] unit)
    {
        double[] x = [.. unit.Select(u => Math.PI * (2 * u - 1))];
        return Math.Sin(x[0]) + 7 * Math.Pow(Math.Sin(x[1]), 2) + 0.1 * Math.Pow(x[2], 4) * Math.Sin(x[0]);
    }

    [Fact]
    public void Sobol_points_are_the_known_ones() =>
        Assert.Equal(Known.Table("sobol_sequence_first_8x6"), SobolSequence.Points(8, 6));

    [Fact]
    public void In_every_dimension_each_interval_of_a_power_of_two_points_holds_one()
    {
        double[][] points = SobolSequence.Points(256, SobolSequence.LargestDimension);
        for (int d = 0; d < SobolSequence.LargestDimension; d++)
            Assert.Equal(Enumerable.Range(0, 256), points.Select(point => (int)(point[d] * 256)).Order());
    }

    [Fact]
    public void Estimates_on_the_Ishigami_function_are_the_known_ones()
    {
        var known = Known.At("estimators_on_ishigami_N1024");
        var found = SobolIndices.Of(Ishigami, 3, 1024, new SeedTree(1).Stream("sensitivity"));
        Close(known.Number("variance"), found.Variance);
        Close(known.Numbers("S_saltelli2010"), [.. found.Inputs.Select(i => i.FirstSaltelli)]);
        Close(known.Numbers("S_jansen"), [.. found.Inputs.Select(i => i.FirstJansen)]);
        Close(known.Numbers("ST_jansen"), [.. found.Inputs.Select(i => i.Total)]);
    }

    [Fact]
    public void Estimates_come_near_the_closed_forms()
    {
        var ishigami = SobolIndices.Of(Ishigami, 3, 4096, new SeedTree(1).Stream("sensitivity"));
        Near(Known.Numbers("ishigami.S"), [.. ishigami.Inputs.Select(i => i.FirstJansen)]);
        Near(Known.Numbers("ishigami.ST"), [.. ishigami.Inputs.Select(i => i.Total)]);
        Assert.Equal(Known.Number("ishigami.variance"), ishigami.Variance, 0.1);

        double[] a = Known.Numbers("sobol_g_function.a");
        var g = SobolIndices.Of(x => x.Select((u, i) => (Math.Abs(4 * u - 2) + a[i]) / (1 + a[i])).Aggregate((p, q) => p * q), 8, 8192,
            new SeedTree(1).Stream("sensitivity"));
        Near(Known.Numbers("sobol_g_function.S"), [.. g.Inputs.Select(i => i.FirstJansen)]);
        Near(Known.Numbers("sobol_g_function.ST"), [.. g.Inputs.Select(i => i.Total)]);

        static void Near(double[] expected, double[] actual)
        {
            for (int i = 0; i < expected.Length; i++) Assert.InRange(actual[i] - expected[i], -0.01, 0.01);
        }
    }

    [Fact]
    public void An_input_that_does_nothing_is_reported_as_none()
    {
        var found = SobolIndices.Of(x => x[0] + 0 * x[1], 2, 256, new SeedTree(2).Stream("sensitivity"));
        Assert.False(found.Inputs[0].IsNone);
        Assert.True(found.Inputs[1].IsNone);
    }

    [Theory, InlineData("linear_2_5_minus3"), InlineData("nonlinear_x1sq_plus_4x1x2_minus_2x3")]
    public void Morris_screening_gives_its_known_effects(string function)
    {
        Func<double[], double> outcome = function.StartsWith("linear", StringComparison.Ordinal)
            ? x => 2 * x[0] + 5 * x[1] - 3 * x[2]
            : x => x[0] * x[0] + 4 * x[0] * x[1] - 2 * x[2];
        Morris.Trajectory[] trajectories = [.. Known.At("morris.trajectories").EnumerateArray()
            .Select(t => new Morris.Trajectory(t.Numbers("base"), t.Integers("order")))];
        Close(Known.Number("morris.delta"), Morris.Delta);
        var screened = Morris.Screen(outcome, trajectories);
        var known = Known.At($"morris.{function}");
        double[][] effects = known.Table("elementary_effects");
        for (int i = 0; i < effects.Length; i++) Close(effects[i], screened[i].Effects);
        Close(known.Numbers("mu"), [.. screened.Select(s => s.Mu)]);
        Close(known.Numbers("mu_star"), [.. screened.Select(s => s.MuStar)]);
        Close(known.Numbers("sigma"), [.. screened.Select(s => s.Sigma)]);
    }

    [Fact]
    public void Drawn_trajectories_stay_in_the_unit_cube_and_move_every_input_once()
    {
        foreach (var trajectory in Morris.Draw(5, 20, new SeedTree(3).Stream("morris")))
        {
            Assert.All(trajectory.Base, x => Assert.InRange(x + Morris.Delta, 0, 1));
            Assert.Equal(Enumerable.Range(0, 5), trajectory.Order.Order());
        }
    }
}
