using System.CommandLine;
using System.CommandLine.Parsing;

namespace Teleo.Shell;

/// <summary>An option that takes some values of its type only; another one is refused before the command begins.</summary>
internal sealed class CheckedOption<T>(string name, params string[] aliases) : Option<T>(name, aliases), ICheckedOption
{
    /// <summary>The values that it takes, in words: <c>1 to 1024</c>.</summary>
    public required string Takes { get; init; }

    public required Func<T, bool> Allows { get; init; }

    string? ICheckedOption.ProblemIn(OptionResult result) => Allows(result.GetValueOrDefault<T>()!) ? null : $"{Name} takes {Takes}";
}

/// <summary>An option that can say what is wrong with the value that it was given.</summary>
internal interface ICheckedOption
{
    string? ProblemIn(OptionResult result);
}
