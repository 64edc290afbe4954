using System.Globalization;
using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Server.Http;

namespace Teleo.Server.Serving;

/// <summary>
/// A client's hint on its next use of a model: a request within this many seconds, or no more. It is a prediction of the source
/// <c>client</c>, which pays for loads from its own account, and never an order.
/// </summary>
internal readonly record struct ClientHint(double Seconds)
{
    /// <summary>Seconds that a wish for a load without a duration speaks of, as long as Ollama keeps a model by default.</summary>
    public const double UsualSeconds = 300;

    /// <summary>The longest hint in seconds; "for ever" means a day.</summary>
    private const double LongestSeconds = 86_400;

    private const string Source = "client";

    private static readonly (string Unit, double Seconds)[] Units =
        [("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("ns", 1e-9), ("h", 3600), ("m", 60), ("s", 1)];

    public static ClientHint Usual => new(UsualSeconds);

    /// <summary>
    /// Reads <c>keep_alive</c>: seconds, or a duration such as <c>1h30m</c>; below 0 is for ever. Null where it is not there.
    /// </summary>
    public static ClientHint? Read(Fields fields)
    {
        const string Name = "keep_alive", Wanted = "seconds, or a duration such as 5m";
        if (!fields.TryGet(Name, out var said)) return null;
        double? seconds = said.ValueKind switch
        {
            JsonValueKind.Number when said.TryGetDouble(out double number) => number,
            JsonValueKind.String => SecondsIn(said.GetString()!),
            _ => null,
        };
        return seconds is { } known && double.IsFinite(known) ? new ClientHint(known) : throw fields.Wrong(Name, Wanted);
    }

    public Foretelling For(int model) => Seconds == 0
        ? Foretelling.Silence(model, Source)
        : new Foretelling(model, Source, 1, 1, 0, Seconds < 0 ? LongestSeconds : Math.Min(Seconds, LongestSeconds));

    private static double? SecondsIn(string text)
    {
        bool isNegative = text.StartsWith('-');
        string rest = isNegative ? text[1..] : text;
        if (double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double plain))
            return isNegative ? -plain : plain;
        double sum = 0;
        if (rest.Length == 0) return null;
        while (rest.Length > 0)
        {
            int digits = rest.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            var unit = Units.FirstOrDefault(unit => rest.AsSpan(digits).StartsWith(unit.Unit, StringComparison.Ordinal));
            if (unit.Unit is null) return null;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
                return null;
            sum += amount * unit.Seconds;
            rest = rest[(digits + unit.Unit.Length)..];
        }

        return isNegative ? -sum : sum;
    }
}
