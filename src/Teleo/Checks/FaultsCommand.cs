using System.CommandLine;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check faults</c>: runs the simulator with random faults and checks its invariants.</summary>
internal static class FaultsCommand
{
    private static readonly Option<ulong> Seed = RunOptions.SeedOf("The first seed");

    private static readonly Option<int> Count = CheckedOption.Of("--count", "N", "Number of seeds", 50, 1, 1_000_000);

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
            ulong seed = context.Get(Seed) + (ulong)i;
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
