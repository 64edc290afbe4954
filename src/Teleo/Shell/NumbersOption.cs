using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Teleo.Shell;

/// <summary>An option that takes several numbers in one word, such as <c>0.25:4</c>.</summary>
/// <param name="between">The character between two numbers.</param>
internal sealed class NumbersOption(string name, char between = ',') : Option<string>(name), ICheckedOption
{
    /// <summary>The accepted numbers as text: <c>two rising numbers</c>.</summary>
    public required string Takes { get; init; }

    public required Func<double[], bool> Allows { get; init; }

    /// <summary>Returns the numbers that the user gave, or the default.</summary>
    public double[] In(CommandContext context) => Read(context.Get(this))!;

    public static bool Rise(double[] numbers) => numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);

    string? ICheckedOption.ProblemIn(OptionResult result) =>
        Read(result.GetValueOrDefault<string>()!) is { } numbers && Allows(numbers) ? null : $"{Name} takes {Takes}";

    /// <summary>Returns null where a part is no number.</summary>
    private double[]? Read(string text)
    {
        double[] numbers = [.. text.Split(between).Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return numbers.All(double.IsFinite) ? numbers : null;
    }
}
