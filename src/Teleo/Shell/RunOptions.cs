using System.CommandLine;

namespace Teleo.Shell;

/// <summary>The options of every command that plays runs: their seeds, and how many runs go on at once.</summary>
internal static class RunOptions
{
    /// <summary>The seed of a command that plays one run.</summary>
    public static Option<ulong> Seed { get; } = SeedOf("Seed of all randomness");

    /// <summary>The seed of a command that plays one run for each of several seeds in a row.</summary>
    public static Option<ulong> FirstSeed { get; } = SeedOf("The first seed");

    public static Option<int> Threads { get; } = new CheckedOption<int>("--threads")
    {
        Description = "Runs at the same time; the results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
        Takes = "1 to 1024",
        Allows = threads => threads is >= 1 and <= 1024,
    };

    /// <summary>Writes the first and the last of the seeds in a row: <c>1 to 20</c>.</summary>
    public static string Range(CommandContext context, Option<int> seeds) =>
        $"{context.Get(FirstSeed)} to {context.Get(FirstSeed) + (ulong)context.Get(seeds) - 1}";

    public static Option<ulong> SeedOf(string description) =>
        new("--seed") { Description = description, DefaultValueFactory = _ => 1, HelpName = "N" };

    public static Option<int> SeedsOf(string description, int usual, int least = 1, int most = 1000) => new CheckedOption<int>("--seeds")
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        HelpName = "N",
        Takes = $"{least} to {most}",
        Allows = seeds => seeds >= least && seeds <= most,
    };
}
