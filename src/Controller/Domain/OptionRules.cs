using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Teleo.Controller.Domain;

/// <summary>The rules that options obey. Each gives null for a value that obeys it, else the fault with name, bounds and value.</summary>
public static class OptionRules
{
    /// <summary>Gives the faults of the rules that are broken.</summary>
    public static IEnumerable<string> Broken(params IEnumerable<string?> results) => results.OfType<string>();

    /// <summary>Gives the faults of options that are a part of others, each with the part's name before it.</summary>
    public static IEnumerable<string> Within(string part, IEnumerable<string> faults) => faults.Select(fault => $"{part}.{fault}");

    public static string? Positive<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> => Must(value > T.Zero, "be above 0", value, name);

    public static string? NotNegative<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> => Must(value >= T.Zero, "not be negative", value, name);

    public static string? FinitePositive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Must(value > 0 && double.IsFinite(value), "be above 0 and finite", value, name);

    public static string? FiniteNotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Must(value >= 0 && double.IsFinite(value), "be finite and not negative", value, name);

    public static string? AtLeast<T>(T least, T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> => value >= least ? null : Must(false, $"be at least {least:#,0.##}", value, name);

    public static string? Between<T>(T least, T most, T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> =>
        value >= least && value <= most ? null : Must(false, $"lie between {least:#,0.##} and {most:#,0.##}", value, name);

    public static string? Share<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> => Between(T.Zero, T.One, value, name);

    public static string? Known<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum => Must(Enum.IsDefined(value), "have a known value", value, name);

    /// <summary>A rule of another kind: what the value must do, such as <c>be 0 or at least 2</c>.</summary>
    public static string? Must<T>(bool holds, string demand, T value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        holds ? null : string.Create(CultureInfo.InvariantCulture, $"{name} must {demand}, is {value}");

    /// <summary>A rule over several values, with the sentence for where it is broken.</summary>
    public static string? Unless(bool holds, string fault) => holds ? null : fault;
}
