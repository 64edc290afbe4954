using System.Globalization;
using Teleo.Controller.Domain;

namespace Teleo.Pool.Probes;

/// <summary>
/// One sample of the machine: converts its files into readings of one moment. An absent file or malformed text gives an unknown reading
/// with the reason, never zero.
/// </summary>
internal sealed class ProbeSample(ProbeFiles files, long nowNs)
{
    /// <summary>The standard deviation of the error when a figure is cut to whole steps.</summary>
    private const double StepError = 0.28867513459481287;   // 1 / sqrt(12)

    private readonly List<Reading> _readings = [];

    public ProbeFiles Files => files;

    public IReadOnlyList<Reading> Readings => _readings;

    /// <summary>
    /// Reads a figure from a kernel's file: <paramref name="find"/> finds it in the text, with a resolution of <paramref name="step"/> of
    /// its unit.
    /// </summary>
    public void Measure(string name, string unit, string path, double step, Func<string, double?> find)
    {
        if (files.Read(path, out string why) is not { } text) Unknown(name, unit, path, why);
        else if (find(text) is not { } value || double.IsNaN(value))
            Unknown(name, unit, path, "the file does not say it in the form it should have");
        else Add(name, value, unit, path, step * StepError, ReadingKind.Measured);
    }

    /// <summary>Adds a figure from another program's records, taken on trust.</summary>
    public void Report(string name, double value, string unit, string source) =>
        Add(name, value, unit, source, double.NaN, ReadingKind.Reported);

    public void Add(string name, double value, string unit, string source, double error, ReadingKind kind) =>
        _readings.Add(new Reading(name, value, unit, source, nowNs, error, kind));

    public void Unknown(string name, string unit, string source, string why) =>
        _readings.Add(Reading.Unknown(name, unit, source, nowNs, why));

    /// <summary>The number after a key at the start of a line, as in <c>VmRSS:   2188 kB</c> and <c>oom_kill 0</c>.</summary>
    public static double? After(string text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(key, StringComparison.Ordinal)) continue;
            var rest = line[key.Length..].TrimStart(": \t");
            int end = rest.IndexOf(' ');
            return Number(end < 0 ? rest : rest[..end]);
        }

        return null;
    }

    /// <summary>A number that is not negative; <c>max</c>, as limits are written, is infinite.</summary>
    public static double? Number(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text is "max") return double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) ? value : null;
    }
}
