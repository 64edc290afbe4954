using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Teleo.Bench;

/// <summary>A llama-bench executable.</summary>
internal static class Peer
{
    public static Speed Measure(string path, string model, int threads, int prompt, int generate)
    {
        string[] arguments =
        [
            "-m", model, "-t", Text(threads), "-p", Text(prompt), "-n", Text(generate), "-r", "1", "-o", "json",
        ];
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{path} ended with {process.ExitCode} on {model}");

        var speed = new Speed();
        using var document = JsonDocument.Parse(output);
        foreach (var test in document.RootElement.EnumerateArray())
        {
            double rate = test.GetProperty("avg_ts").GetDouble();
            speed = test.GetProperty("n_gen").GetInt32() == 0 ? speed with { Prefill = rate } : speed with { Decode = rate };
        }
        return speed;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
