using System.CommandLine;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check faults</c>: runs of the simulator with random faults, each held to its invariants.</summary>
internal static class FaultsCommand
{
    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The first seed",
        DefaultValueFactory = _ => 1,
        HelpName = "N"
    };
    private static readonly Option<int> Count = new("--count")
    {
        Description = "How many seeds",
        DefaultValueFactory = _ => 50,
        HelpName = "N"
    };

    public static Subcommand Build() =>
        new("faults", "Run the simulator with random faults and check its invariants", Run, ["teleo check faults --count 200"])
        {
            Seed, Count,
        };

    private static ExitCode Run(CommandContext context)
    {
        using var progress = context.Progress("checking");
        for (int i = 0; i < context.Get(Count); i++)
        {
            ulong seed = (ulong)context.Get(Seed) + (ulong)i;
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                FaultSwarm.Run(seed);
            }
            catch (InvariantException broken)
            {
                throw CommandFailure.Integrity("Invariant", $"{broken.Message}; repeat with: {FaultSwarm.Reproduction(seed)}");
            }

            progress.Report(i + 1, context.Get(Count));
        }

        return context.Result(new { Seeds = context.Get(Count), Broken = 0 },
            result => context.Line($"{result.Seeds} seeds, every invariant held"));
    }
}
