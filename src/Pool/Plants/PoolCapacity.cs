using System.Globalization;
using Teleo.Engine.Input;

namespace Teleo.Pool.Plants;

/// <summary>
/// The capacity of a pool: a number of equal skills (<c>16</c>), bytes (<c>24GiB</c>, <c>24GB</c>, or a plain number above a million), or a
/// share of the memory of all skills (<c>30%</c>).
/// </summary>
internal readonly record struct PoolCapacity(long Amount, bool IsCount)
{
    /// <summary>The share of all skills' bytes if above 0; <see cref="Amount"/> is then unused.</summary>
    public double Share { get; init; }

    private const long MostCount = 1_000_000;

    public static PoolCapacity Parse(string text)
    {
        string digits = text.Trim();
        if (digits.EndsWith('%')) return new PoolCapacity { Share = ShareIn(text, digits[..^1]) };
        (digits, double scale) = ByteUnits.Split(digits);
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number))
            throw InputException.Asked("BadCapacity",
                $"'{text}' is no capacity; write a number of skills such as 16, bytes such as 24GiB, or a share such as 30%");
        if (scale == 0 && number != Math.Floor(number))
            throw InputException.Asked("BadCapacity",
                $"a capacity of {text} is no whole number of skills; write {Math.Ceiling(number)}, or bytes with a unit such as 1.5GiB");
        double amount = number * Math.Max(scale, 1);
        if (amount < 1) throw InputException.Asked("BadCapacity", $"a capacity of {text} holds nothing");
        if (amount > long.MaxValue / 8) throw InputException.Asked("BadCapacity", $"a capacity of {text} is beyond any machine");
        return new PoolCapacity((long)amount, scale == 0 && amount <= MostCount);
    }

    private static double ShareIn(string text, string digits) =>
        double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && percent is > 0 and <= 100
            ? percent / 100
            : throw InputException.Asked("BadCapacity", $"a share of all skills is above 0% and at most 100%, not '{text}'");
}
