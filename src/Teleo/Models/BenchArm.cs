using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Pool.Samples;

namespace Teleo.Models;

/// <summary>One measured number of threads: prefill of a prompt, then decode token by token, a given number of times.</summary>
internal sealed class BenchArm(ModelRuntime runtime, int threads, int prompt, int generate, TimeProvider clock) : IDisposable
{
    private readonly Session _session = runtime.NewSession(Math.Max(prompt, generate) + 1);
    private readonly List<double> _reading = [];
    private readonly List<double> _writing = [];

    public ModelRuntime Runtime { get; } = runtime;

    public void Measure(bool keep, CancellationToken cancellation)
    {
        int vocabulary = Runtime.Facts.VocabularySize;
        int[] text = [.. Enumerable.Range(0, prompt).Select(i => (int)(i * 7919L % vocabulary))];
        if (prompt > 0) Time(_reading, prompt, () => _session.Append(text, cancellation));
        if (generate > 0) Time(_writing, generate, Generate);

        void Generate()
        {
            int token = 1 % vocabulary;
            for (int i = 0; i < generate; i++)
            {
                _session.Append([token], cancellation);
                token = Distribution.ArgMax(_session.Logits);
            }
        }

        void Time(List<double> runs, int tokens, Action work)
        {
            _session.Truncate(0);
            long began = clock.GetTimestamp();
            work();
            double seconds = clock.GetElapsedTime(began).TotalSeconds;
            if (keep) runs.Add(tokens / Math.Max(seconds, 1e-9));
        }
    }

    public IEnumerable<BenchResult> Results() =>
        from test in ((string Name, int Tokens, List<double> Runs)[])
            [($"prompt {prompt}", prompt, _reading), ($"generate {generate}", 1, _writing)]
        where test.Runs.Count > 0
        select new BenchResult(test.Name, threads, Runtime.ThreadsFor(test.Tokens), Sample.Median([.. test.Runs]), test.Runs);

    public void Dispose()
    {
        _session.Dispose();
        Runtime.Dispose();
    }
}

/// <param name="ThreadsUsed">A model too small to gain from more runs on one.</param>
internal sealed record BenchResult(string Test, int Threads, int ThreadsUsed, double TokensPerSecond, IReadOnlyList<double> Runs);
