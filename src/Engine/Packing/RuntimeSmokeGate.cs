using System.Globalization;
using Teleo.Engine.Runtime;

namespace Teleo.Engine.Packing;

/// <summary>Checks that a file runs: it reads a few tokens, its logits are finite, and twice the same.</summary>
public static class RuntimeSmokeGate
{
    public const string Name = "runtime-smoke";
    private const int MostTokens = 16;

    public static GateReport Run(string path, TimeProvider clock)
    {
        using var runtime = new ModelRuntime(new RuntimeOptions { MaxThreads = 1, AcceptsAnyChecksum = true }, clock);
        if (!runtime.TryLoad(path, out var error)) return new(Name, [new("loads", false, error.ToString())]);
        int[] tokens = Probe(runtime.Facts.VocabularySize, Math.Min(MostTokens, runtime.Facts.ContextLength));
        try
        {
            float[] once = Logits(runtime, tokens), again = Logits(runtime, tokens);
            return new(Name,
            [
                new("loads", true, string.Create(CultureInfo.InvariantCulture, $"{runtime.LoadTime.TotalMilliseconds:F1} ms")),
                new("runs", true, string.Create(CultureInfo.InvariantCulture, $"{tokens.Length} tokens, finite logits")),
                new("repeats", once.AsSpan().SequenceEqual(again), "two runs compared bit for bit"),
            ]);
        }
        catch (EngineException problem)
        {
            return new(Name, [new("loads", true, ""), new("runs", false, problem.Message)]);
        }
    }

    /// <summary>Tokens spread over the vocabulary, the same for every model of its size.</summary>
    internal static int[] Probe(int vocabulary, int count) =>
        [.. Enumerable.Range(0, count).Select(index => (int)((long)index * 7919 % vocabulary))];

    internal static float[] Logits(ModelRuntime runtime, int[] tokens)
    {
        using var session = runtime.NewSession(tokens.Length);
        session.Append(tokens);
        return session.Logits.ToArray();
    }
}
