using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Teleo.Commands;

namespace Teleo.Tests.Commands;

/// <summary>Every command of the README works as it stands there, one after the other in one folder.</summary>
public sealed partial class ReadmeTests
{
    private const string Program = "-c Release --project src/Teleo -- ";

    [Fact]
    public void Every_command_of_the_readme_works()
    {
        string folder = TestFolder.New();
        foreach (string shared in (string[])["skills", "experiments"]) Directory.CreateSymbolicLink(Path.Combine(folder, shared), Repository.PathOf(shared));
        string[] commands = [.. Commands()];
        Assert.True(commands.Length >= 10, $"only {commands.Length} commands were found");
        foreach (string command in commands)
        {
            var (exit, output) = Run(command, folder);
            Assert.True(exit == 0, $"'teleo {command}' ended with {exit}: {output}");
        }

        // The snippets come after the commands whose files they read.
        string notebook = Path.Combine(folder, "snippets.ipynb");
        File.WriteAllText(notebook, NotebookOf(Snippets()));
        var (failed, said) = Run($"notebook run {notebook}", folder);
        Assert.True(failed == 0, said);
        Assert.True(File.Exists(Path.Combine(folder, "figures", "run.svg")));
    }

    [Fact]
    public void What_the_readme_points_at_is_there()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        var named = Places().Matches(readme).Select(match => match.Groups[1].Value).Concat(Scripts().Matches(readme).Select(match => $"experiments/{match.Groups[1].Value}"));
        Assert.DoesNotContain(named.Distinct(), name => !Path.Exists(Repository.PathOf(name)));
    }

    [Fact]
    public void The_test_command_of_the_readme_is_the_one_that_the_judge_runs() =>
        Assert.Contains("dotnet test Teleo.sln -c Release", File.ReadAllText(Repository.PathOf(".ci", "run")), StringComparison.Ordinal);

    private static IEnumerable<string> Commands() =>
        from Match block in Blocks().Matches(File.ReadAllText(Repository.PathOf("README.md")))
        from line in block.Groups[1].Value.Split('\n')
        let command = line.StartsWith("teleo ", StringComparison.Ordinal) ? line["teleo ".Length..]
            : line.StartsWith("dotnet run ", StringComparison.Ordinal) && line.Split(Program, 2) is [_, var rest] ? rest.Trim()
            : null   // a script: it is run with all others
        where command is not null
        select command;

    private static IEnumerable<string> Snippets() => CodeBlocks().Matches(File.ReadAllText(Repository.PathOf("README.md"))).Select(block => block.Groups[1].Value);

    private static string NotebookOf(IEnumerable<string> cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => new JsonObject { ["cell_type"] = "code", ["metadata"] = new JsonObject(), ["source"] = cell, ["outputs"] = new JsonArray(), ["execution_count"] = null })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    private static (int Exit, string Output) Run(string command, string folder)
    {
        var words = Words().Matches(command).Select(match => match.Value.Trim('"'));
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(TeleoCommands).Assembly.Location, .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"[`""]((?:docs|bench|experiments|notebooks|skills)/[\w./-]*|CONTRIBUTING\.md)[`""]")]
    private static partial Regex Places();

    [GeneratedRegex(@"`(\w+\.cs)`")]
    private static partial Regex Scripts();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();
}
