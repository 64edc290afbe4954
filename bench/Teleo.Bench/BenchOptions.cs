using System.Globalization;

namespace Teleo.Bench;

/// <summary>What to compare, and how often.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: Teleo.Bench --peer NAME=PATH-TO-LLAMA-BENCH [--peer ...] [options] MODEL.gguf ...

          --peer NAME=PATH   a llama-bench to compare with; without any, only our own figures are shown
          --first-token N    instead of speeds the time from loading to the first token, N times a round; a peer then is a program called
                             with MODEL CONTEXT PROMPT-TOKENS REPETITIONS that prints one time in milliseconds a line
          --threads LIST     thread counts, default 1,2
          --prompt N         tokens of the prompt, default 512
          --generate N       tokens generated, default 128
          --clock KIND       wall; processor: time on the processor, for one thread on a shared machine; or tenth: the tenth percentile of
                             single tokens and of ten prompts, for ourselves on a crowded machine
          --rounds N         rounds; in each everybody runs once, in turn; medians are shown, default 5
        """;

    public List<string> Models { get; } = [];

    public List<(string Name, string Path)> Peers { get; } = [];

    public int[] Threads { get; private set; } = [1, 2];

    public int Prompt { get; private set; } = 512;

    public int Generate { get; private set; } = 128;

    public int Rounds { get; private set; } = 5;

    /// <summary>How often a round loads anew; zero for speeds.</summary>
    public int FirstToken { get; private set; }

    public BenchClock Clock { get; private set; }

    public static bool TryParse(string[] args, out BenchOptions options, out string problem)
    {
        options = new();
        problem = "";
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                options.Models.Add(args[i]);
                if (!File.Exists(args[i])) problem = $"no such file: {args[i]}";
            }
            else if (i + 1 == args.Length) problem = $"{args[i]} needs a value";
            else if (!options.TrySet(args[i], args[++i])) problem = $"cannot read {args[i - 1]} {args[i]}";
            if (problem.Length > 0) return false;
        }
        if (options.Models.Count == 0) problem = "name at least one model file";
        return problem.Length == 0;
    }

    private bool TrySet(string name, string value)
    {
        switch (name)
        {
            case "--peer" when value.Split('=', 2) is [var peer, var path] && File.Exists(path):
                Peers.Add((peer, path));
                return true;
            case "--threads":
                Threads = [.. value.Split(',').Select(Number)];
                return Threads.All(count => count > 0);
            case "--prompt":
                return (Prompt = Number(value)) > 0;
            case "--generate":
                return (Generate = Number(value)) > 0;
            case "--first-token":
                return (FirstToken = Number(value)) > 0;
            case "--rounds":
                return (Rounds = Number(value)) > 0;
            case "--clock":
                Clock = value switch { "processor" => BenchClock.Processor, "tenth" => BenchClock.Tenth, _ => BenchClock.Wall };
                return value is "wall" or "processor" || (value == "tenth" && Peers.Count == 0);
            default:
                return false;
        }
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
