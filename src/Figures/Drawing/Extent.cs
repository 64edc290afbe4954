namespace Teleo.Figures.Drawing;

/// <summary>The range an axis has to cover.</summary>
internal readonly record struct Extent(double Low, double High)
{
    public static readonly Extent Nothing = new(double.PositiveInfinity, double.NegativeInfinity);

    public Extent With(double value) => double.IsFinite(value) ? new(Math.Min(Low, value), Math.Max(High, value)) : this;

    public Extent With(Extent other) => With(other.Low).With(other.High);

    /// <summary>Returns the range of a scale: the requested range, otherwise the data with a margin.</summary>
    public Extent For(Scale scale, bool tight)
    {
        bool logarithmic = scale is Scale.Logarithmic;
        var (low, high) = logarithmic ? (Math.Log10(Low), Math.Log10(High)) : (Low, High);
        if (!(low <= high)) (low, high) = (0, 1);
        bool zero = scale is Scale.Linear { Zero: true };
        if (zero) (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        double? from = Given(scale.From, logarithmic), to = Given(scale.To, logarithmic);
        if (!logarithmic) (low, high) = (Math.Max(low, from ?? low), Math.Min(high, to ?? high));   // no air for what lies beyond
        var (bottom, top) = WithAir(low, high, zero, tight);
        if (logarithmic) (bottom, top) = (Math.Pow(10, Math.Max(bottom, -300)), Math.Pow(10, Math.Min(top, 300)));
        (bottom, top) = (from ?? bottom, to ?? top);
        if (bottom > top) (bottom, top) = (top, bottom);
        if (bottom == top) top = logarithmic ? bottom * 10 : bottom + Math.Max(1, Math.Abs(bottom) * 0.1);
        return new(Math.Max(bottom, -1e300), Math.Min(top, 1e300));
    }

    /// <summary>Adds a margin at both ends; an axis that starts or ends at zero stays there.</summary>
    private static (double Bottom, double Top) WithAir(double low, double high, bool zero, bool tight)
    {
        double air = high > low ? (tight ? 0 : 0.045 * (high - low)) : Math.Max(0.5, Math.Abs(low) * 0.1);
        return (zero && low == 0 ? 0 : low - air, zero && high == 0 && low < 0 ? 0 : high + air);
    }

    /// <summary>Returns the same range with free pixels at both ends of an axis of a given length, for labels there.</summary>
    public Extent WithRoom(double low, double high, double length)
    {
        double perPixel = (High - Low) / Math.Max(length - low - high, 0.25 * length);
        return new(Low - low * perPixel, High + high * perPixel);
    }

    private static double? Given(double? value, bool logarithmic) =>
        value is { } v && double.IsFinite(v) && (!logarithmic || v > 0) ? v : null;
}
