using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Experiments.Contenders;

namespace Teleo.Experiments.Tuning;

/// <summary>One number of a policy that is searched, and the range it may have.</summary>
/// <param name="Default">The number with which the policy ships.</param>
internal sealed record TunedNumber(string Name, double Default, double Least, double Most)
{
    /// <summary>The first value of the search: the default, or the middle of a range without it, on a logarithmic axis.</summary>
    public double Start => Allows(Default) ? Default : Math.Sqrt(Least * Most);

    /// <summary>A range that a logarithmic axis can show.</summary>
    public bool IsSound => Least > 0 && Most > Least && double.IsFinite(Most);

    public bool Allows(double value) => value >= Least && value <= Most;
}

/// <summary>
/// Searches the numbers of a policy. The policy as it ships is tried first, then a few settings drawn from the ranges. From the cheapest of
/// them each number in turn is multiplied by 4, 1/4, 2 and 1/2, and what is cheaper is kept; when nothing is cheaper, the factors' square
/// roots follow. The next setting follows from what was tried and told, and from nothing else.
/// </summary>
internal sealed record NumberSearch(string Policy, ImmutableArray<TunedNumber> Numbers)
{
    private static readonly double[] Factors = [4, 0.25, 2, 0.5];

    /// <summary>Settings tried at most, the policy as it ships among them.</summary>
    public required int Trials { get; init; }

    /// <summary>The number of settings drawn from the ranges before the search continues from the cheapest.</summary>
    public int Draws { get; init; }

    /// <summary>The seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Passes with finer and finer factors; each takes the square roots of those before.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Every number of a policy that has a positive default, in the range that the policy allows.</summary>
    public static NumberSearch Of(string policy, int trials) =>
        new(policy, [.. PolicyCatalog.Find(policy).Options.Where(option => option.Default > 0 && double.IsFinite(option.Default))
            .Select(option => new TunedNumber(option.Name, option.Default, option.Least, option.Most))])
        {
            Trials = trials,
        };

    /// <summary>The next setting to try; null if no trials or no settings are left.</summary>
    /// <param name="tried">What each setting cost; not a number where it cannot be played or is not known yet.</param>
    public string? Next(IReadOnlyDictionary<string, double> tried) =>
        tried.Count >= Trials ? null : Settings(tried).FirstOrDefault(spec => !tried.ContainsKey(spec));

    /// <summary>The setting in the words of the policy catalog. Numbers at their default are left out.</summary>
    public string SpecOf(IReadOnlyList<double> values)
    {
        var changed = Numbers.Zip(values).Where(pair => pair.Second != pair.First.Default)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First.Name}={pair.Second:R}"));
        string numbers = string.Join(',', changed);
        return numbers.Length == 0 ? Policy : $"{Policy}:{numbers}";
    }

    /// <summary>Reads a setting that was made elsewhere, into the form in which it is kept.</summary>
    public bool TryRead(string text, out string spec, out string problem)
    {
        spec = "";
        string[] parts = text.Split(':', 2);
        double[] values = [.. Numbers.Select(number => number.Default)];
        problem = parts[0] == Policy ? "" : $"the policy that is tuned is {Policy}, not {parts[0]}";
        foreach (string assignment in parts.Length < 2 || problem.Length > 0 ? [] : parts[1].Split(','))
        {
            string[] sides = assignment.Split('=', 2);
            int i = Array.FindIndex([.. Numbers], number => number.Name == sides[0].Trim());
            if (i < 0) problem = $"{sides[0]} is not tuned; {string.Join(", ", Numbers.Select(number => number.Name))} can be";
            else if (sides.Length < 2 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                problem = $"{sides[0]} needs a number";
            else if (!Numbers[i].Allows(values[i]) && values[i] != Numbers[i].Default)
                problem = string.Create(CultureInfo.InvariantCulture,
                    $"{sides[0]} must be from {Numbers[i].Least} to {Numbers[i].Most}, is {values[i]}");
            if (problem.Length > 0) return false;
        }

        spec = SpecOf(values);
        return problem.Length == 0;
    }

    /// <summary>
    /// Settings in the order in which they are tried. Each is followed by what its cost leads to, so the sequence is known only as far as
    /// costs are.
    /// </summary>
    private IEnumerable<string> Settings(IReadOnlyDictionary<string, double> tried)
    {
        yield return Policy;
        double lowest = CostOf(Policy);
        double[] best = [.. Numbers.Select(number => number.Start)];
        var seen = new HashSet<string> { Policy };
        foreach (double[] candidate in Beginnings())
        {
            string spec = SpecOf(candidate);
            if (!seen.Add(spec)) continue;
            yield return spec;
            Keep(candidate, spec);
        }

        bool isMoving = true;
        for (int round = 0; round < Rounds && Numbers.Length > 0; round += isMoving ? 0 : 1)
        {
            isMoving = false;
            for (int i = 0; i < Numbers.Length; i++)
            {
                foreach (double factor in Factors)
                {
                    double[] candidate = [.. best];
                    candidate[i] *= Math.Pow(factor, Math.Pow(0.5, round));
                    if (round > 0) candidate[i] = Short(candidate[i]);
                    string spec = SpecOf(candidate);
                    if (!Numbers[i].Allows(candidate[i]) || !seen.Add(spec)) continue;
                    yield return spec;
                    isMoving |= Keep(candidate, spec);
                }
            }
        }

        double CostOf(string spec) => tried.GetValueOrDefault(spec, double.NaN);

        bool Keep(double[] candidate, string spec)
        {
            double cost = CostOf(spec);
            if (!(cost < lowest) && !(double.IsNaN(lowest) && !double.IsNaN(cost))) return false;
            (best, lowest) = (candidate, cost);
            return true;
        }
    }

    /// <summary>The start if it is not the default, then settings spread evenly over the logarithms of the ranges.</summary>
    private IEnumerable<double[]> Beginnings()
    {
        if (Numbers.Any(number => number.Start != number.Default)) yield return [.. Numbers.Select(number => number.Start)];
        var random = new SeedTree(Seed).Stream("tuning");
        for (int draw = 0; draw < Draws; draw++)
            yield return [.. Numbers.Select(number => Drawn(number, random.NextDouble()))];
    }

    private static double Drawn(TunedNumber number, double share) =>
        Math.Clamp(Short(number.Least * Math.Pow(number.Most / number.Least, share)), number.Least, number.Most);

    /// <summary>Four digits are as many as a reader can use.</summary>
    private static double Short(double value) =>
        double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
