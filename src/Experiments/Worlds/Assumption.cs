using System.Globalization;

namespace Teleo.Experiments.Worlds;

/// <summary>An assumed quantity on which figures depend.</summary>
/// <param name="What">The quantity, such as the decode speed.</param>
/// <param name="Models">How many models it was assumed of; 0 where it is of the machine.</param>
/// <param name="How">The value, or how it was made.</param>
/// <param name="Instead">How to state it.</param>
public sealed record Assumption(string What, int Models, string How, string Instead)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{What}{(Models > 0 ? $" of {Models:N0} model{(Models == 1 ? "" : "s")}" : "")}: {How}. Instead: {Instead}");
}
