using Teleo.Experiments.Research;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim play</c>: a pool that a program plays step by step over the standard streams.</summary>
internal static class PlayCommand
{
    public static Subcommand Build() => new("play", "Let another program control a simulated pool over standard input and output", Run,
        ["teleo sim play --workload drift --capacity 30%"]) { SimCommands.ScenarioOptions };

    private static ExitCode Run(CommandContext context)
    {
        using var environment = new PoolEnvironment(SimCommands.ScenarioOf(context));
        new EnvironmentLines(environment, Console.In, Console.Out).Run();
        return ExitCode.Ok;
    }
}
