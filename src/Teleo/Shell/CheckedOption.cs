using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace Teleo.Shell;

/// <summary>An option that accepts only some values of its type; others are refused before the command starts.</summary>
internal sealed class CheckedOption<T>(string name, params string[] aliases) : Option<T>(name, aliases), ICheckedOption
{
    /// <summary>The accepted values as text: <c>1 to 1024</c>.</summary>
    public required string Takes { get; init; }

    public required Func<T, bool> Allows { get; init; }

    string? ICheckedOption.ProblemIn(OptionResult result) => Allows(result.GetValueOrDefault<T>()!) ? null : $"{Name} takes {Takes}";
}

/// <summary>Makes the most frequent checked option.</summary>
internal static class CheckedOption
{
    /// <summary>Returns an option that takes a number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<T> Of<T>(string name, string helpName, string description, T usual, T least, T most)
        where T : INumber<T> => new CheckedOption<T>(name)
        {
            Description = description,
            DefaultValueFactory = _ => usual,
            HelpName = helpName,
            Takes = $"{least} to {most}",
            Allows = number => number >= least && number <= most,
        };
}

/// <summary>An option that can report the fault of its value.</summary>
internal interface ICheckedOption
{
    string? ProblemIn(OptionResult result);
}
