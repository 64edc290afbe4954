using System.Globalization;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// One number or choice of the learner by its name, with its range and, if the preprint leaves it open, its range in sweeps.
/// </summary>
/// <param name="Least">The least value that is swept.</param>
/// <param name="Most">The greatest.</param>
public sealed record LearnerNumber(
    string Name,
    NumberStatus Status,
    double Least,
    double Most,
    Spacing Spacing,
    string Meaning,
    Func<LearnerOptions, double> Get,
    Func<LearnerOptions, double, LearnerOptions> With)
{
    /// <summary>The names of the values of a choice, in their order; empty for a number.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public string Range => Words.Count > 0
        ? string.Join(" or ", Words)
        : $"{Format(Least)} to {Format(Most)}{(Spacing == Spacing.Whole ? ", whole" : "")}";

    public bool Allows(double value) => value >= Least && value <= Most && (Spacing != Spacing.Whole || value == Math.Floor(value));

    public string Format(double value) =>
        Words.Count > 0 && Allows(value) ? Words[(int)value] : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads a value from the command line.</summary>
    public bool TryParse(string text, out double value)
    {
        for (int i = 0; i < Words.Count; i++)
        {
            if (!Words[i].Equals(text, StringComparison.OrdinalIgnoreCase)) continue;
            value = i;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Words.Count == 0 && Allows(value);
    }

    /// <summary>Returns the value at a place from 0 to 1 of the range, evenly by its spacing.</summary>
    public double At(double place) => Spacing switch
    {
        Spacing.Linear => Least + place * (Most - Least),
        Spacing.Logarithmic => Math.Clamp(Least * Math.Pow(Most / Least, place), Least, Most),
        _ => Math.Min(Most, Math.Floor(Least + place * (Most - Least + 1))),
    };
}

/// <summary>The source of a number.</summary>
public enum NumberStatus : byte
{
    /// <summary>The preprint states it.</summary>
    Stated,

    /// <summary>Open in the preprint; a sweep draws it.</summary>
    Open,

    /// <summary>Removes or inverts a part, for ablations and negative controls.</summary>
    Control,
}

/// <summary>The spacing of the values of a range.</summary>
public enum Spacing : byte
{
    Linear,
    Logarithmic,
    Whole,
}
