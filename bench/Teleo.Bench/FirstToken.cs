using System.Diagnostics;
using System.Globalization;
using Teleo.Engine.Runtime;

namespace Teleo.Bench;

/// <summary>
/// Milliseconds from nothing loaded to the logits after a prompt of two tokens, one thread, context 512, each time anew in one
/// process. A peer is a program called with model, context, tokens of the prompt and repetitions that prints one time a line.
/// </summary>
internal sealed record FirstToken(double[] Own, Dictionary<string, double[]> Peers)
{
    private const int Context = 512, Warmups = 5;

    private static readonly int[] Prompt = [1, 2];

    public static FirstToken Run(BenchOptions options, string model)
    {
        for (int i = 0; i < Warmups; i++) LoadAndRead(model);
        var own = new double[options.Rounds * options.FirstToken];
        var peers = options.Peers.ToDictionary(peer => peer.Name, _ => new List<double>());
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < options.FirstToken; i++) own[(round * options.FirstToken) + i] = LoadAndRead(model);
            foreach (var (name, path) in options.Peers) peers[name].AddRange(Ask(path, model, options.FirstToken));
        }
        return new(own, peers.ToDictionary(peer => peer.Key, peer => peer.Value.ToArray()));
    }

    private static double LoadAndRead(string model)
    {
        long began = TimeProvider.System.GetTimestamp();
        using var runtime = new ModelRuntime(new() { MaxThreads = 1 }, TimeProvider.System);
        if (!runtime.TryLoad(model, out var error)) throw new InvalidDataException($"{model}: {error}");
        runtime.File.Populate();
        using var session = runtime.NewSession(Context);
        session.Append(Prompt);
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double[] Ask(string path, string model, int repetitions)
    {
        string[] arguments = [model, .. new[] { Context, Prompt.Length, repetitions }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{path} ended with {process.ExitCode} on {model}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}
