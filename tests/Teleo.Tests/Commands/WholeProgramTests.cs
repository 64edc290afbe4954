using Teleo.Commands;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

/// <summary>What every command of the program keeps to, whoever wrote it.</summary>
public class WholeProgramTests
{
    private static IEnumerable<(string Path, Subcommand Verb)> All(Subcommand verb, string path = "") =>
        verb.Subcommands.OfType<Subcommand>().Where(v => !v.Hidden).SelectMany(v => All(v, $"{path} {v.Name}".Trim()).Prepend(($"{path} {v.Name}".Trim(), v)));

    public static TheoryData<string> Paths => [.. All(TeleoCommands.Tree.Root).Select(v => v.Path)];

    private static Subcommand At(string path) => All(TeleoCommands.Tree.Root).Single(v => v.Path == path).Verb;

    [Theory, MemberData(nameof(Paths))]
    public void Help_says_what_it_does_and_fits_the_terminal(string path)
    {
        var run = Cli.Run([.. path.Split(' '), "--help"]);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.False(string.IsNullOrWhiteSpace(At(path).Description));
        Assert.All(run.Out.Split('\n').Where(line => !line.StartsWith("  teleo ", StringComparison.Ordinal)), line => Assert.True(line.Length <= Table.DefaultWidth, line));
        Assert.Contains("--json", run.Out, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Every_option_says_what_it_is(string path) =>
        Assert.All(At(path).Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));

    [Theory, MemberData(nameof(Paths))]
    public void Examples_are_command_lines_of_that_command(string path)
    {
        foreach (string example in At(path).Examples.Where(e => e.StartsWith("teleo ", StringComparison.Ordinal)))
        {
            var parsed = TeleoCommands.Tree.Root.Parse(example["teleo ".Length..].Split(" | ")[0]);
            Assert.True(parsed.Errors.Count == 0, $"{example}: {string.Join("; ", parsed.Errors)}");
            Assert.NotNull(((Subcommand)parsed.CommandResult.Command).Body);
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void A_misspelt_option_is_a_usage_error(string path)
    {
        if (At(path).Body is null) return;
        var run = Cli.Run([.. path.Split(' '), "--no-such-option"]);
        run.AssertFails(ExitCode.Usage, "Usage");
    }
}
