using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Tests.Statistics;

public class MeanBandTests
{
    private const int Points = 30, Curves = 40, Trials = 300;

    /// <summary>
    /// Curves with memory about a known step: at each point one band holds the truth in 95 % of trials, the other all of it.
    /// </summary>
    [Fact]
    public void The_bands_hold_the_truth_as_often_as_they_say()
    {
        int pointHeld = 0, curveHeld = 0;
        for (uint trial = 0; trial < Trials; trial++)
        {
            var band = MeanBand.Of(Made(new SeedTree(3).Stream("band", trial)), new SeedTree(4).Stream("band", trial));
            bool all = true;
            for (int t = 0; t < Points; t++)
            {
                double off = Math.Abs(band.Mean[t] - Truth(t));
                if (off <= band.PointHalf[t]) pointHeld++;
                if (off > band.CurveHalf[t]) all = false;
                Assert.True(band.CurveHalf[t] >= band.PointHalf[t]);
            }

            if (all) curveHeld++;
        }

        Assert.InRange(pointHeld / (double)(Trials * Points), 0.935, 0.965);
        Assert.InRange(curveHeld / (double)Trials, 0.90, 0.985);
    }

    [Fact]
    public void The_mean_of_a_made_step_shows_the_step()
    {
        var band = MeanBand.Of(Made(new SeedTree(9).Stream("step")), new SeedTree(1).Stream("step"));
        double before = band.Mean[..15].Average(), after = band.Mean[15..].Average();
        Assert.InRange(after - before, 2.6, 3.4);
        Assert.True(band.Mean[15] - band.CurveHalf[15] > band.Mean[14] + band.CurveHalf[14]);
    }

    [Fact]
    public void What_is_no_number_is_left_out_at_its_point_alone()
    {
        var band = MeanBand.Of([[1, double.NaN, 4], [3, 5, double.NaN]], new SeedTree(1).Stream("gap"));
        Assert.Equal(2, band.Mean[0]);
        Assert.True(double.IsNaN(band.Mean[1]) && double.IsNaN(band.Mean[2]));
    }

    [Fact]
    public void Curves_that_are_all_the_same_have_bands_of_no_width()
    {
        var band = MeanBand.Of([[1, 2], [1, 2], [1, 2]], new SeedTree(1).Stream("same"));
        Assert.Equal([0, 0], band.CurveHalf);
    }

    private static double Truth(int t) => t < Points / 2 ? 0 : 3;

    private static List<double[]> Made(RandomStream chance)
    {
        var curves = new List<double[]>();
        for (int c = 0; c < Curves; c++)
        {
            var curve = new double[Points];
            double noise = chance.NextNormal();
            for (int t = 0; t < Points; t++)
            {
                curve[t] = Truth(t) + noise;
                noise = 0.7 * noise + Math.Sqrt(1 - 0.49) * chance.NextNormal();
            }

            curves.Add(curve);
        }

        return curves;
    }
}
