using System.Globalization;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Worlds;

/// <summary>Reads and writes amounts of memory as people do: GB is 10^9 bytes, GiB is 2^30.</summary>
public static class ByteSize
{
    /// <summary>The largest amount that is taken for one of a machine.</summary>
    public const long Most = 1L << 50;

    /// <summary>Reads a size such as <c>16GB</c>, <c>24 GiB</c> or <c>4920753328</c> in bytes. False with the problem in words.</summary>
    public static bool TryParse(string text, out long bytes, out string problem)
    {
        (bytes, problem) = (0, "");
        var (digits, unit) = ByteUnits.Split(text.Trim());
        double scale = unit == 0 ? 1 : unit;
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        bool isNumber = double.TryParse(digits, Plain, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        if (!isNumber)
            problem = $"'{text}' is no size; write one such as 16GB (10^9 bytes each) or 16GiB (2^30 bytes each)";
        else if (number * scale < 1) problem = $"a size of {text} holds nothing";
        else if (number * scale > Most) problem = $"a size of {text} is beyond any machine";
        else bytes = (long)(number * scale);
        return problem.Length == 0;
    }

    /// <summary>Writes a size in the largest decimal unit with at least one before the point, in three digits.</summary>
    public static string Text(long bytes)
    {
        var (size, unit) = bytes switch
        {
            >= 1_000_000_000_000 => (1e12, "TB"),
            >= 1_000_000_000 => (1e9, "GB"),
            >= 1_000_000 => (1e6, "MB"),
            >= 1_000 => (1e3, "KB"),
            _ => (1, "B"),
        };
        double amount = bytes / size;
        return $"{amount.ToString(amount >= 100 ? "0" : amount >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture)} {unit}";
    }
}
