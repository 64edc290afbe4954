namespace Teleo.Controller.Ledger;

/// <summary>
/// Exponential decay, 2^(-elapsed / half-life), from additions and multiplications only: the same bits on every machine, which replay needs
/// and a library's exponential does not guarantee.
/// </summary>
public static class Decay
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>Returns the remaining share: 1 for an infinite half-life or no elapsed time.</summary>
    public static double Left(double elapsedSeconds, double halfLifeSeconds)
    {
        double halvings = elapsedSeconds / halfLifeSeconds;
        if (!(halvings > 0)) return 1;
        if (halvings > 1000) return 0;
        double whole = Math.Floor(halvings);
        return Math.ScaleB(Exp(-(halvings - whole) * Ln2), -(int)whole);
    }

    /// <summary>Returns e^x for x in (-ln 2, 0] from its series; the error of 18 terms is below the last bit.</summary>
    private static double Exp(double x)
    {
        double sum = 1;
        for (int n = 18; n >= 1; n--) sum = 1 + x / n * sum;
        return sum;
    }
}
