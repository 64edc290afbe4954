using System.Collections.Immutable;
using Teleo.Pool.Workers;
using Teleo.Shell;

namespace Teleo.Pools;

/// <summary>
/// The program as a worker: <c>teleo worker</c>, which a server starts for each model. It is separate from the tree of commands, whose
/// construction takes longer than the rest of a load of a small model.
/// </summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    /// <summary>The command line by which this program starts itself as a worker.</summary>
    public static ImmutableArray<string> OfThisProgram()
    {
        string program = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(program) switch
        {
            "teleo" => [program, Name],
            "dotnet" => [program, typeof(WorkerCommand).Assembly.Location, Name],
            _ => ["dotnet", typeof(WorkerCommand).Assembly.Location, Name],
        };
    }

    /// <summary>
    /// Serves until the input ends. The first Ctrl-C or SIGTERM, which reach a server's workers with it, are left to the server: it may
    /// want requests to finish.
    /// </summary>
    public static ExitCode Run(TimeProvider clock)
    {
        using var interrupt = Interrupt.OfConsole();
        if (!Console.IsInputRedirected || !Console.IsOutputRedirected)
            return Failed("a worker speaks with a server, not with a person; `teleo serve --runtime worker` starts one per model");
        try
        {
            using var output = Console.OpenStandardOutput();
            WorkerHost.Run(Console.OpenStandardInput(), output, new EngineModel(clock));
            return ExitCode.Ok;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            return Failed(problem.Message);
        }
    }

    private static ExitCode Failed(string why)
    {
        Console.Error.WriteLine(CommandFailure.Usage(why));
        return ExitCode.Usage;
    }
}
