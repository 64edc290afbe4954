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
    private readonly bool _countsProcessorTime;

    public OwnEngine(BenchOptions options, string model, int threads)
    {
        _runtime = new(new() { MaxThreads = threads }, TimeProvider.System);
        if (!_runtime.TryLoad(model, out var error)) throw new InvalidDataException($"{model}: {error}");
        _runtime.File.Populate();
        _session = _runtime.NewSession(Math.Max(options.Prompt, options.Generate));
        _prompt = [.. Enumerable.Range(0, options.Prompt).Select(i => i * 7919 % _runtime.Facts.VocabularySize)];
        _generate = options.Generate;
        _countsProcessorTime = options.CountsProcessorTime;
    }

    public Speed Measure() => new(Prefill(), Decode());

    public void Dispose()
    {
        _session.Dispose();
        _runtime.Dispose();
    }

    private double Prefill()
    {
        _session.Truncate(0);
        double began = Now();
        _session.Append(_prompt);
        return _prompt.Length / (Now() - began);
    }

    private double Decode()
    {
        _session.Truncate(0);
        double began = Now();
        for (int i = 0; i < _generate; i++) _session.Append([_prompt[i % _prompt.Length]]);
        return _generate / (Now() - began);
    }

    private double Now() => _countsProcessorTime
        ? ProcessorTime.OfThisProcess
        : TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency;
}
