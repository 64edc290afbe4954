using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Teleo.Bench;

/// <summary>A llama-bench executable.</summary>
internal static class Peer
{
    // In processor time, start and loading are taken off as the difference of two runs.
    private const int Repetitions = 4;

    public static Speed Measure(BenchOptions options, string path, string model, int threads) => options.Clock == BenchClock.Processor
        ? new(
            ProcessorRate(path, model, threads, options.Prompt, 0, options.Prompt),
            ProcessorRate(path, model, threads, 0, options.Generate, options.Generate))
        : WallRates(Run(path, model, threads, options.Prompt, options.Generate, 1));

    private static double ProcessorRate(string path, string model, int threads, int prompt, int generate, int tokens)
    {
        double Cost(int repetitions)
        {
            double before = ProcessorTime.OfChildren;
            Run(path, model, threads, prompt, generate, repetitions);
            return ProcessorTime.OfChildren - before;
        }
        double once = Cost(1);
        return Repetitions * tokens / (Cost(1 + Repetitions) - once);
    }

    private static Speed WallRates(string output)
    {
        var speed = new Speed();
        using var document = JsonDocument.Parse(output);
        foreach (var test in document.RootElement.EnumerateArray())
        {
            double rate = test.GetProperty("avg_ts").GetDouble();
            speed = test.GetProperty("n_gen").GetInt32() == 0 ? speed with { Prefill = rate } : speed with { Decode = rate };
        }
        return speed;
    }

    private static string Run(string path, string model, int threads, int prompt, int generate, int repetitions)
    {
        string[] arguments =
        [
            "-m", model, "-t", Text(threads), "-p", Text(prompt), "-n", Text(generate), "-r", Text(repetitions), "-o", "json",
        ];
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{path} ended with {process.ExitCode} on {model}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
