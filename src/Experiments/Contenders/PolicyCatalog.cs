using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Contenders;

/// <summary>
/// Every policy there is, by name. A name may carry numbers, as in <c>ttl:seconds=60,tick=5</c>, and an ablation of our controller
/// further ones, as in <c>teleodynamic-with-margin+no-decay</c>.
/// </summary>
public static class PolicyCatalog
{
    private static readonly Dictionary<string, PolicyEntry> ByName =
        All().ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All entries by family, and by name within.</summary>
    public static IReadOnlyList<PolicyEntry> Entries { get; } =
        [.. ByName.Values.OrderBy(entry => entry.Family).ThenBy(entry => entry.Name, StringComparer.Ordinal)];

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry that a name with or without numbers refers to.</summary>
    public static bool TryFind(string spec, [NotNullWhen(true)] out PolicyEntry? entry) => ByName.TryGetValue(NameIn(spec), out entry);

    /// <summary>Returns the policy with this name; refuses an unknown name and suggests similar ones.</summary>
    public static PolicyEntry Find(string spec) => TryFind(spec, out var entry)
        ? entry
        : throw InputException.Asked("UnknownPolicy", Unknown(spec));

    /// <summary>Returns true if a policy knows the future requests.</summary>
    public static bool KnowsTheFuture(string spec) => TryFind(spec, out var entry) && entry.Family == PolicyFamily.Clairvoyant;

    /// <summary>The name in front of further ablations and numbers.</summary>
    public static string NameIn(string spec) => spec.Split(':', 2)[0].Split('+', 2)[0].Trim();

    /// <summary>Creates a policy from its name; refuses an unknown name, an invalid number and an unsuitable pool.</summary>
    public static IPolicy Create(string spec, PolicyContext context)
    {
        Find(spec);
        return TryCreate(spec, context, out var policy, out string? problem) ? policy : throw InputException.Asked("BadPolicy", problem);
    }

    /// <summary>
    /// Creates a policy from its name. <paramref name="problem"/> reports an unknown name, an invalid number, or a policy that cannot work
    /// in this pool.
    /// </summary>
    public static bool TryCreate(
        string spec, PolicyContext context, [NotNullWhen(true)] out IPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        policy = null;
        if (!TryFind(spec, out var entry))
        {
            problem = Unknown(spec);
            return false;
        }

        if (!TryReadFurther(spec, entry, out var further, out problem) || !TryReadOptions(spec, entry, out var options, out problem))
            return false;
        try
        {
            policy = entry.Create(context with
            {
                Options = options,
                Controller = further.Aggregate(context.Controller, (o, ablation) => ablation.Apply(o))
            });
            return true;
        }
        catch (PolicyRefusedException refusal)
        {
            problem = $"policy '{entry.Name}' cannot work here: {refusal.Message}";
            return false;
        }
    }

    /// <summary>Returns the name of a policy; refuses an unknown name and an invalid number before there is a pool.</summary>
    internal static string Checked(string spec)
    {
        Find(spec);
        return ProblemWith(spec) is { } problem ? throw InputException.Asked("BadPolicy", problem) : spec;
    }

    /// <summary>
    /// Returns the fault of a name or its numbers before there is a pool to make the policy for; null when there is none.
    /// </summary>
    public static string? ProblemWith(string spec)
    {
        if (!TryFind(spec, out var entry)) return Unknown(spec);
        return TryReadFurther(spec, entry, out _, out string? problem) && TryReadOptions(spec, entry, out _, out problem) ? null : problem;
    }

    /// <summary>Returns the refusal of an unknown name: the nearest names, else the command that lists all.</summary>
    private static string Unknown(string spec)
    {
        string near = Suggestions.Sentence(NameIn(spec), Names);
        return $"no policy '{NameIn(spec)}'{(near.Length > 0 ? near : "; `teleo sim policies` lists them")}";
    }

    private static string RangeOf(PolicyOption option) =>
        option.Most < double.MaxValue ? $"from {option.Least} to {option.Most}" : $"at least {option.Least}";

    private static IEnumerable<PolicyEntry> All() =>
        [.. TeleodynamicEntries.Entries, .. ControlRivals.Entries, .. CacheRivals.Entries,
            .. ValueRivals.Entries, .. RentOrBuyRivals.Entries,
            .. LearningRivals.Entries, .. ClairvoyantRivals.Entries, .. ShippedRivals.Entries];

    private static bool TryReadFurther(string spec, PolicyEntry entry, out Ablation[] further, [NotNullWhen(false)] out string? problem)
    {
        string[] names = spec.Split(':', 2)[0].Split('+')[1..];
        further = [.. Ablations.All.Where(ablation => names.Contains(ablation.Name))];
        string? unknown = names.FirstOrDefault(name => Ablations.All.All(ablation => ablation.Name != name));
        problem = names.Length > 0 && entry.Family != PolicyFamily.Teleodynamic
            ? $"only ablations of our controller can be put together, and '{entry.Name}' is none"
            : unknown is not null ? $"there is no ablation '{unknown}' of our controller"
            : null;
        return problem is null;
    }

    private static bool TryReadOptions(
        string spec, PolicyEntry entry, out Dictionary<string, double> options, [NotNullWhen(false)] out string? problem)
    {
        options = entry.Options.ToDictionary(option => option.Name, option => option.Default, StringComparer.Ordinal);
        string[] parts = spec.Split(':', 2);
        problem = null;
        if (parts.Length == 1) return true;
        foreach (string assignment in parts[1].Split(','))
        {
            string[] sides = assignment.Split('=', 2);
            string name = sides[0].Trim();
            var option = entry.Options.FirstOrDefault(o => o.Name == name);
            if (option is null)
                problem = $"policy '{entry.Name}' has no option '{name}'; it has {Listed(entry)}";
            else if (sides.Length < 2 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                problem =
                    $"option '{name}' of policy '{entry.Name}' needs a number, as in "
                        + $"{name}={option.Default.ToString(CultureInfo.InvariantCulture)}";
            else if (!option.Allows(value))
                problem = $"option '{name}' of policy '{entry.Name}' must be {RangeOf(option)}, is {value}";
            else
                options[name] = value;
            if (problem is not null) return false;
        }

        return true;
    }

    private static string Listed(PolicyEntry entry) =>
        entry.Options.IsEmpty ? "none" : string.Join(", ", entry.Options.Select(option => option.Name));
}
