using Teleo.Controller.Domain;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Latin hypercube sampling (McKay, Beckman and Conover, 1979): each input takes one value in every one of as many equal slices as there
/// are points, in its own order.
/// </summary>
public static class LatinHypercube
{
    /// <summary>Returns points in the unit cube, one array of inputs per point.</summary>
    public static double[][] Draw(int points, int inputs, RandomStream chance)
    {
        double[][] drawn = [.. Enumerable.Range(0, points).Select(_ => new double[inputs])];
        int[] slices = new int[points];
        for (int input = 0; input < inputs; input++)
        {
            for (int i = 0; i < points; i++) slices[i] = i;
            chance.Shuffle(slices.AsSpan());
            for (int i = 0; i < points; i++) drawn[i][input] = (slices[i] + chance.NextDouble()) / points;
        }

        return drawn;
    }
}
