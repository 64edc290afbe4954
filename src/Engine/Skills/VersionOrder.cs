using System.Globalization;

namespace Teleo.Engine.Skills;

/// <summary>The order of semantic versions: numbers by value, a pre-release before its release, its parts one by one.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    /// <remarks>Both are versions by <see cref="NameRules.IsVersion"/>.</remarks>
    public int Compare(string? x, string? y)
    {
        var (a, b) = (Parts(x!), Parts(y!));
        for (int i = 0; i < a.Numbers.Length; i++)
            if (a.Numbers[i].CompareTo(b.Numbers[i]) is not 0 and int order) return order;
        if (a.Suffix.Length == 0 || b.Suffix.Length == 0) return b.Suffix.Length.CompareTo(a.Suffix.Length);
        for (int i = 0; i < Math.Min(a.Suffix.Length, b.Suffix.Length); i++)
            if (ComparePart(a.Suffix[i], b.Suffix[i]) is not 0 and int order) return order;
        return a.Suffix.Length.CompareTo(b.Suffix.Length);
    }

    // A number is below a word.
    private static int ComparePart(string x, string y) => (Number(x), Number(y)) switch
    {
        ({ } a, { } b) => a.CompareTo(b),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(x, y),
    };

    private static UInt128? Number(string part) =>
        UInt128.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static (long[] Numbers, string[] Suffix) Parts(string version)
    {
        string[] halves = version.Split('-', 2);
        return ([.. halves[0].Split('.').Select(number => long.Parse(number, CultureInfo.InvariantCulture))], halves.Length > 1
            ? halves[1].Split('.')
            : []);
    }
}
