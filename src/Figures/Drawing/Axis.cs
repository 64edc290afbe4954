using System.Globalization;

namespace Teleo.Figures.Drawing;

/// <summary>A scale on a range of pixels: maps values and places labels.</summary>
internal sealed class Axis
{
    /// <summary>The largest drawn distance in pixels, because SVG readers use single precision.</summary>
    private const double FarAway = 50_000;

    private readonly Scale _scale;
    private readonly double _start;
    private readonly double _end;
    private readonly double _low;
    private readonly double _high;
    private double? _divisor;

    /// <param name="start">Pixel of the low end; above <paramref name="end"/> for an axis that points up.</param>
    /// <param name="divisor">The unit of the numbers; chosen from the range where not given.</param>
    public Axis(Scale scale, Extent extent, double start, double end, double? divisor = null)
    {
        (_scale, _divisor) = (scale, divisor);
        (_start, _end) = (start, end);
        (Low, High) = scale is Scale.Categories names ? (-0.5, Math.Max(names.Names.Length, 1) - 0.5) : (extent.Low, extent.High);
        if (scale is Scale.Categories && start > end) (_start, _end) = (end, start);   // the first category is at the top
        (_low, _high) = IsLogarithmic ? (Math.Log10(Low), Math.Log10(High)) : (Low, High);
        Choose();
    }

    public double Low { get; }

    public double High { get; }

    public List<Tick> Labels { get; private set; } = [];

    /// <summary>The omitted factor and the unit, in brackets after the name.</summary>
    public string Title { get; private set; } = "";

    public double Length => Math.Abs(_end - _start);

    public bool IsCategorical => _scale is Scale.Categories;

    private bool IsLogarithmic => _scale is Scale.Logarithmic;

    /// <summary>The pixel of a value; NaN where it has no place.</summary>
    public double Map(double value)
    {
        double position = At(value);
        if (double.IsNaN(position)) return double.NaN;
        return Math.Clamp(_start + (position - _low) / (_high - _low) * (_end - _start), -FarAway, FarAway);
    }

    /// <summary>Returns the place of a value before it becomes pixels: its power of ten on a logarithmic axis, or NaN.</summary>
    public double At(double value) =>
        IsLogarithmic ? (value > 0 ? Math.Log10(value) : double.NaN) : double.IsFinite(value) ? value : double.NaN;

    /// <summary>The same axis over another range, its numbers in the same unit.</summary>
    /// <param name="low">The end of the range as <see cref="At"/> gives it.</param>
    public Axis Over(double low, double high, double length)
    {
        var extent = IsLogarithmic ? new Extent(Math.Pow(10, low), Math.Pow(10, high)) : new Extent(low, high);
        return new(_scale, extent, _start < _end ? 0 : length, _start < _end ? length : 0, _divisor);
    }

    /// <summary>The value at a pixel: <see cref="Map"/> turned round.</summary>
    public double ValueAt(double pixel)
    {
        double position = _low + (pixel - _start) / (_end - _start) * (_high - _low);
        return IsLogarithmic ? Math.Pow(10, position) : position;
    }

    private void Choose()
    {
        bool flat = Math.Abs(_end - _start) > 0 && _start < _end;
        switch (_scale)
        {
            case Scale.Categories names:
                Labels = [.. names.Names.Select((name, i) => new Tick(i, name))];
                Title = names.Label;
                break;
            case Scale.Logarithmic:
                Labels = Ticks.Logarithmic(Low, High, MostLabels(flat));
                Title = TitleWith(_scale.Unit);
                break;
            case Scale.Time:
                var (divisor, unit) = TimeUnit(High - Low);
                ChooseLinear(divisor, unit, flat);
                break;
            default:
                var (factor, power) = Factor();
                ChooseLinear(factor, power is null ? _scale.Unit : _scale.Unit is null ? power : $"{power} {_scale.Unit}", flat);
                break;
        }
    }

    /// <summary>Chooses as many labels as fit with space between them.</summary>
    private void ChooseLinear(double divisor, string? unit, bool flat)
    {
        divisor = _divisor ??= divisor;
        double low = Low / divisor, high = High / divisor;
        for (int most = MostLabels(flat); ; most--)
        {
            double step = Ticks.StepFor(low, high, most);
            Labels =
                [.. Ticks.Linear(low, high, most)
                    .Select(at => new Tick(at * divisor, Ticks.Text(at, step, Math.Max(Math.Abs(low), Math.Abs(high)))))];
            if (!flat || most <= 2 || HaveRoom()) break;
        }

        Title = TitleWith(unit);
    }

    private bool HaveRoom() =>
        Labels.Zip(Labels.Skip(1)).All(pair => Map(pair.Second.At) - Map(pair.First.At)
            >= (pair.First.WidthAt(Layout.TickSize) + pair.Second.WidthAt(Layout.TickSize)) / 2 + 10);

    private int MostLabels(bool flat) => (int)Math.Clamp(Length / (flat ? 44 : 34), 2, flat ? 7 : 10);

    private string TitleWith(string? unit) => unit is null ? _scale.Label : $"{_scale.Label} ({unit})";

    /// <summary>Numbers of more than five figures are labelled in thousands, millions, thousandths and so on.</summary>
    private (double Factor, string? Name) Factor()
    {
        double largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (largest is >= 1e-3 and < 1e5) return (1, null);
        int power = (int)Math.Floor(Math.Log10(largest) / 3) * 3;
        return (Math.Pow(10, power), "10" + Superscript(power));
    }

    private static string Superscript(int power) =>
        string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(c => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[c == '-' ? 0 : c - '0' + 1]));

    private static (double Seconds, string Unit) TimeUnit(double range) => range switch
    {
        < 1e-3 => (1e-6, "µs"),
        < 1 => (1e-3, "ms"),
        <= 180 => (1, "s"),
        <= 3 * 3600 => (60, "min"),
        <= 3 * 86400 => (3600, "h"),
        _ => (86400, "d"),
    };
}
