using Teleo.Commands;
using Teleo.Pools;
using Teleo.Shell;

namespace Teleo;

// The program `teleo`. A group of commands is one static class in Commands/ whose Build() returns a Verb tree; it is
// added by one line in Commands/TeleoCommands.cs under the task it serves. A verb's body takes a CommandContext (parsed
// values, --json or text output, tables, progress, cancellation, clock) and returns an ExitCode; what goes wrong is a
// CommandFailure. Tests run the whole program in-process with captured output: see Cli.Run in tests/Teleo.Tests/Commands.
public static class Program
{
    /// <summary>The real clock, for this program and for the commands that a notebook runs as if they were typed.</summary>
    internal static TimeProvider Clock => TimeProvider.System;

    public static async Task<int> Main(string[] args)
    {
        // Before anything else: with too few handles the system cannot even load the parts of the program.
        if (HandleLimit.Problem() is { } few)
        {
            await Console.Error.WriteLineAsync(few.ToString());
            return (int)few.Exit;
        }

        if (args is [WorkerCommand.Name]) return (int)WorkerCommand.Run(Clock);
        using var interrupt = Interrupt.OfConsole();
        using var terminal = Terminal.OfConsole(Clock);
        return (int)await CommandLine.RunAsync(TeleoCommands.Tree, args, terminal, interrupt);
    }
}
