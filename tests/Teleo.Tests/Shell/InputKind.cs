using Teleo.Controller.Domain;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Engine.Skills;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Shell;

/// <summary>One kind of input: a sound example, a way to spoil it, and the reading of it.</summary>
/// <param name="Read">Reads a file and returns the refusal, empty where it was taken. Only a refusal may be thrown that the kind has.</param>
internal sealed record InputKind(string Name, string File, byte[] Good, Func<byte[], Chance, byte[]> Spoil, Func<string, string> Read)
{
    /// <summary>The command that reads the file, for the whole way from the command line.</summary>
    public Func<string, string[]>? Command { get; init; }

    /// <summary>Files of the example's folder that stand beside the spoiled one.</summary>
    public string? Beside { get; init; }

    /// <summary>The example alone is refused, as it lacks what it belongs to.</summary>
    public bool IsPart { get; init; }

    /// <summary>The reading mends what is spoiled and never refuses.</summary>
    public bool IsRepaired { get; init; }

    /// <summary>A kind that is read by a command and in no other way.</summary>
    public static InputKind OfCommand(string name, string file, byte[] good, Func<byte[], Chance, byte[]> spoil, Func<string, string[]> command) =>
        new(name, file, good, spoil, path =>
        {
            var run = Cli.Run(command(path));
            Assert.True((int)run.Exit is >= 0 and <= 5, $"{run.Exit}: {run.Error}");
            Assert.True(run.Exit == ExitCode.Ok || run.Error.StartsWith("teleo: ", StringComparison.Ordinal), run.Error);
            return run.Exit == ExitCode.Ok ? "" : run.Error;
        });

    /// <summary>The message of a refusal; any other exception is a defect and goes on.</summary>
    public static string Refusal(Func<object?> read)
    {
        try
        {
            read();
            return "";
        }
        catch (Exception refused) when (refused is InputException or InvalidDataException or CommandFailure or SkillException or TraceException
            or StateException)
        {
            return refused.Message;
        }
    }
}
