using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;

namespace Teleo.Bench;

/// <summary>Our engine in this process, measured the way llama-bench measures: any tokens, an empty context, no sampling.</summary>
internal sealed class OwnEngine : IDisposable
{
    private readonly ModelRuntime _runtime;
    private readonly Session _session;
    private readonly int[] _prompt;
    private readonly int _generate;
    private readonly BenchClock _clock;

    public OwnEngine(BenchOptions options, string model, int threads)
    {
        _runtime = new(new() { MaxThreads = threads }, TimeProvider.System);
        if (!_runtime.TryLoad(model, out var error)) throw new InvalidDataException($"{model}: {error}");
        _runtime.File.Populate();
        _session = _runtime.NewSession(Math.Max(options.Prompt, options.Generate));
        _prompt = [.. Enumerable.Range(0, options.Prompt).Select(i => i * 7919 % _runtime.Facts.VocabularySize)];
        _generate = options.Generate;
        _clock = options.Clock;
    }

    public Speed Measure() => new(Prefill(), Decode());

    public void Dispose()
    {
        _session.Dispose();
        _runtime.Dispose();
    }

    private double Prefill() => _prompt.Length / SecondsOf(Prompts, _ =>
    {
        _session.Truncate(0);
        _session.Append(_prompt);
    });

    private double Decode()
    {
        _session.Truncate(0);
        return 1 / SecondsOf(_generate, i => _session.Append([_prompt[i % _prompt.Length]]));
    }

    /// <summary>The time that one of several equal steps takes.</summary>
    private double SecondsOf(int steps, Action<int> step)
    {
        double[] times = new double[steps];
        double began = Now();
        for (int i = 0; i < steps; i++)
        {
            double before = _clock == BenchClock.Tenth ? Now() : 0;
            step(i);
            if (_clock == BenchClock.Tenth) times[i] = Now() - before;
        }
        return _clock == BenchClock.Tenth ? times.Order().ElementAt(steps / 10) : (Now() - began) / steps;
    }

    private int Prompts => _clock == BenchClock.Tenth ? 10 : 1;

    private double Now() => _clock == BenchClock.Processor
        ? ProcessorTime.OfThisProcess
        : TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency;
}
