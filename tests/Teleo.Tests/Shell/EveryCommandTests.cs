using System.CommandLine;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Shell;

/// <summary>What every command owes its user: a help that can be read, and a result that a program can read.</summary>
public sealed class EveryCommandTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-every");

    public static TheoryData<string> Paths => [.. All.Select(leaf => leaf.Path)];

    /// <summary>Every command of the program that is shown, with the words that name it.</summary>
    internal static IReadOnlyList<(string Path, Subcommand Verb)> All { get; } = [.. Leaves(TeleoCommands.Tree.Root, "")];

    /// <summary>The words of a command line that name its command.</summary>
    internal static string PathOf(string[] line) =>
        All.Single(leaf => $"{string.Join(' ', line)} ".StartsWith($"{leaf.Path} ", StringComparison.Ordinal)).Path;

    [Theory, MemberData(nameof(Paths))]
    public void Its_help_fits_the_terminal_and_leaves_nothing_out(string path)
    {
        var verb = All.Single(leaf => leaf.Path == path).Verb;
        Assert.NotEmpty(verb.Examples);
        Assert.All(verb.Examples, example => Assert.Contains(path, example, StringComparison.Ordinal));
        foreach (var option in verb.Options.Where(option => !option.Hidden))
        {
            Assert.True(option.Description is [var first, ..] && !char.IsAsciiLetterLower(first) || IsWord(option.Description), $"{option.Name}: {option.Description}");
            Assert.True(option.HelpName is not null || option.ValueType == typeof(bool), $"{option.Name} does not say what it takes");
        }

        foreach (int width in (int[])[80, 100])
        {
            var terminal = new Terminal(new StringWriter(), new StringWriter(), Stream.Null, TimeProvider.System) { Width = width };
            var run = Cli.Run(TeleoCommands.Tree, terminal, [.. path.Split(' '), "--help"]);
            Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
            string told = run.Out[..run.Out.IndexOf("\nExamples", StringComparison.Ordinal)];   // an example is one line, to be copied
            Assert.All(told.Split('\n'), line => Assert.True(line.Length <= width, line));
            Assert.DoesNotContain("Infinity", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_can_run_cheaply_answers_in_json_and_nothing_else()
    {
        var commands = new SoundCommands(_folder);
        foreach (string[] command in commands.Cheap)
        {
            var run = Cli.Run([.. command, "--json"]);
            Assert.True(run.Exit == ExitCode.Ok, $"{string.Join(' ', command)}: {run.Error}");
            Assert.Null(Record.Exception(() => JsonDocument.Parse(run.Out).Dispose()));
        }

        Assert.Equal(All.Select(leaf => leaf.Path).Order(),
            commands.Cheap.Concat(commands.Dear).Select(PathOf).Distinct().Order());   // a new command has to stand in one of the two lists
        Assert.Empty(commands.Cheap.Select(PathOf).Intersect(commands.Dear.Select(PathOf)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A description may begin with a word that is typed so: <c>queue, or count: ...</c></summary>
    private static bool IsWord(string? description) => description is not null && description.Split(' ')[0] is [.., ',' or ':'];

    private static IEnumerable<(string Path, Subcommand Verb)> Leaves(Command command, string path) => command.Subcommands.OfType<Subcommand>().Where(verb => !verb.Hidden)
        .SelectMany(verb => verb.Subcommands.Count == 0 ? [($"{path} {verb.Name}".Trim(), verb)] : Leaves(verb, $"{path} {verb.Name}".Trim()));
}
