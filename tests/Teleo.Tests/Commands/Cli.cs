using System.Text.Json;
using Teleo.Commands;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

/// <summary>The program, run in-process: <c>var run = Cli.Run("model", "info", file, "--json")</c>.</summary>
internal sealed record Cli(ExitCode Exit, string Out, string Error)
{
    public static Cli Run(params string[] args) => RunWithInput("", args);

    public static Cli RunWithInput(string input, params string[] args) => Run(TeleoCommands.Tree, CapturedTerminal.Of(TimeProvider.System, input), args);

    public static Cli Run(CommandTree tree, Terminal terminal, params string[] args)
    {
        using var interrupt = new Interrupt();
        return Run(tree, terminal, interrupt, args);
    }

    public static Cli Run(CommandTree tree, Terminal terminal, Interrupt interrupt, params string[] args)
    {
        var exit = CommandLine.RunAsync(tree, args, terminal, interrupt).GetAwaiter().GetResult();
        return new(exit, terminal.Out.ToString()!, terminal.Error.ToString()!);
    }

    /// <summary>The result of a run with <c>--json</c>; a failed run fails the test with what it said.</summary>
    public JsonElement Json()
    {
        Assert.True(Exit == ExitCode.Ok, Error);
        return JsonDocument.Parse(Out).RootElement;
    }

    /// <summary>The run failed as it should: with this exit code and this code on the error stream.</summary>
    public void AssertFails(ExitCode exit, string code)
    {
        Assert.Equal((exit, ""), (Exit, Out));
        Assert.StartsWith($"teleo: error {code}: ", Error, StringComparison.Ordinal);
    }
}
