using System.Globalization;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Plants;

/// <summary>
/// How much a pool holds: a number of skills that are all alike (<c>16</c>), or bytes (<c>24GiB</c>, <c>24GB</c>, or a plain
/// number above a million).
/// </summary>
internal readonly record struct PoolCapacity(long Amount, bool IsCount)
{
    private const long MostCount = 1_000_000;
    private static readonly (string Unit, double Bytes)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1)];

    public static PoolCapacity Parse(string text)
    {
        string digits = text.Trim();
        double scale = 0;
        foreach (var (unit, bytes) in Units)
        {
            if (!digits.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            (digits, scale) = (digits[..^unit.Length].Trim(), bytes);
            break;
        }

        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            throw new InputException("BadCapacity", $"'{text}' is no capacity; write a number of skills such as 16, or bytes such as 24GiB");
        double amount = number * Math.Max(scale, 1);
        if (amount < 1) throw new InputException("BadCapacity", $"a capacity of {text} holds nothing");
        if (amount > long.MaxValue / 8) throw new InputException("BadCapacity", $"a capacity of {text} is beyond any machine");
        return new PoolCapacity((long)amount, scale == 0 && amount <= MostCount);
    }
}
