namespace Teleo.Experiments.Statistics;

/// <summary>
/// Sobol's low-discrepancy points, unscrambled and from the origin, with the direction numbers of Joe and Kuo (D6)
/// for up to 20 dimensions.
/// </summary>
public static class SobolSequence
{
    public const int LargestDimension = 20;

    private const int Bits = 32;

    /// <summary>
    /// Per dimension: the polynomial's inner coefficients, then the first direction numbers. The first dimension has no polynomial; all its
    /// numbers are 1.
    /// </summary>
    private static readonly (uint Coefficients, uint[] Initial)[] Table =
    [
        (0, [.. Enumerable.Repeat(1u, Bits)]),
        (0, [1]),
        (1, [1, 3]),
        (1, [1, 3, 1]),
        (2, [1, 1, 1]),
        (1, [1, 1, 3, 3]),
        (4, [1, 3, 5, 13]),
        (2, [1, 1, 5, 5, 17]),
        (4, [1, 1, 5, 5, 5]),
        (7, [1, 1, 7, 11, 19]),
        (11, [1, 1, 5, 1, 1]),
        (13, [1, 1, 1, 3, 11]),
        (14, [1, 3, 5, 5, 31]),
        (1, [1, 3, 3, 9, 7, 49]),
        (13, [1, 1, 1, 15, 21, 21]),
        (16, [1, 3, 1, 13, 27, 49]),
        (19, [1, 1, 1, 15, 7, 5]),
        (22, [1, 3, 1, 15, 13, 25]),
        (25, [1, 1, 5, 5, 19, 61]),
        (1, [1, 3, 7, 11, 23, 15, 103]),
    ];

    public static double[][] Points(int count, int dimensions)
    {
        if (dimensions is < 1 or > LargestDimension)
            throw new ArgumentOutOfRangeException(nameof(dimensions), $"1 to {LargestDimension} dimensions are tabled");
        uint[][] directions = [.. Enumerable.Range(0, dimensions).Select(DirectionsOf)];
        var state = new uint[dimensions];
        var points = new double[count][];
        for (int i = 0; i < count; i++)
        {
            points[i] = [.. state.Select(x => x / 4294967296.0)];
            int flipped = int.TrailingZeroCount(~i);   // Gray code: each point differs from the last in one direction
            for (int d = 0; d < dimensions; d++) state[d] ^= directions[d][flipped];
        }

        return points;
    }

    private static uint[] DirectionsOf(int dimension)
    {
        var directions = new uint[Bits];
        var (coefficients, initial) = Table[dimension];
        int degree = initial.Length;
        for (int i = 0; i < degree; i++) directions[i] = initial[i] << (Bits - 1 - i);
        for (int i = degree; i < Bits; i++)
        {
            directions[i] = directions[i - degree] ^ (directions[i - degree] >> degree);
            for (int k = 1; k < degree; k++)
                if ((coefficients >> (degree - 1 - k) & 1) != 0) directions[i] ^= directions[i - k];
        }

        return directions;
    }
}
