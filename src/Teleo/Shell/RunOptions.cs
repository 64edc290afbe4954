using System.CommandLine;

namespace Teleo.Shell;

/// <summary>The options of all commands that simulate runs: seeds and the number of concurrent runs.</summary>
internal static class RunOptions
{
    /// <summary>The seed of a command with one run.</summary>
    public static Option<ulong> Seed { get; } = SeedOf("Seed of all randomness");

    /// <summary>The first seed of a command with one run for each of several consecutive seeds.</summary>
    public static Option<ulong> FirstSeed { get; } = SeedOf("The first seed");

    public static Option<int> Threads { get; } =
        CheckedOption.Of("--threads", "N", "Runs at the same time; the results do not depend on it", Environment.ProcessorCount, 1, 1024);

    /// <summary>Writes the first and the last of consecutive seeds: <c>1 to 20</c>.</summary>
    public static string Range(CommandContext context, Option<int> seeds) =>
        $"{context.Get(FirstSeed)} to {context.Get(FirstSeed) + (ulong)context.Get(seeds) - 1}";

    public static Option<ulong> SeedOf(string description) =>
        new("--seed") { Description = description, DefaultValueFactory = _ => 1, HelpName = "N" };

    public static Option<double> TimeoutOf(double usual) =>
        CheckedOption.Of("--timeout", "S", "Seconds after which a waiting request times out", usual, 0.001, 1e6);

    public static Option<int> SeedsOf(string description, int usual, int least = 1, int most = 1000) =>
        CheckedOption.Of("--seeds", "N", description, usual, least, most);
}
