using System.Globalization;

namespace Teleo.Experiments.Tables;

/// <summary>Formats quantities for display: three digits, with a readable unit.</summary>
internal static class QuantityText
{
    /// <summary>Returns the number; null if it is infinite or none, for which JSON has no number.</summary>
    public static double? Known(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Writes a time: <c>468 ms</c>, <c>20 s</c>, <c>40.2 min</c>, <c>4 h</c>. A dash where it is unknown.</summary>
    public static string Duration(double? seconds) => seconds switch
    {
        null => "-",
        { } known when !double.IsFinite(known) => "-",
        0 => "0 s",
        { } known when Math.Abs(known) < 1e-3 => $"{Number(known * 1e6)} us",
        { } known when Math.Abs(known) < 1 => $"{Number(known * 1e3)} ms",
        { } known when Math.Abs(known) < 120 => $"{Number(known)} s",
        { } known when Math.Abs(known) < 7200 => $"{Number(known / 60)} min",
        { } known when Math.Abs(known) < 172_800 => $"{Number(known / 3600)} h",
        { } known => $"{Number(known / 86_400)} d",
    };

    /// <summary>Writes a share in percent with one digit, <c>12.3 %</c>; a dash if it is unknown.</summary>
    public static string Percent(double? share) =>
        share is { } known ? (100 * known).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";

    /// <summary>Writes counts by name: <c>activate 3, replace 7</c>; null if there are none.</summary>
    public static string? Counts(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0 ? null : string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));

    /// <summary>Writes memory that was held for a time: <c>25.7 GB h</c>, or <c>90 GB s</c> below one hour.</summary>
    public static string GigabyteSeconds(double amount) => amount < 3600 ? $"{Number(amount)} GB s" : $"{Number(amount / 3600)} GB h";

    /// <summary>Writes a number in three digits: <c>0.214</c>, <c>82.7</c>, <c>6,153</c>; with a power of ten from 10^12 on.</summary>
    public static string Number(double? value) => value switch
    {
        null => "-",
        { } known when !double.IsFinite(known) => "-",
        0 => "0",
        { } known when Math.Abs(known) >= 1e12 || Math.Abs(known) < 1e-3 => known.ToString("G3", CultureInfo.InvariantCulture),
        { } known when Math.Abs(known) >= 99.95 => known.ToString("#,0", CultureInfo.InvariantCulture),
        { } known when Math.Abs(known) >= 9.995 => known.ToString("0.#", CultureInfo.InvariantCulture),
        { } known when Math.Abs(known) >= 0.9995 => known.ToString("0.##", CultureInfo.InvariantCulture),
        { } known => known.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
