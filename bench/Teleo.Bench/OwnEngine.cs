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

    public OwnEngine(string model, int threads, int prompt, int generate)
    {
        _runtime = new(new() { MaxThreads = threads }, TimeProvider.System);
        if (!_runtime.TryLoad(model, out var error)) throw new InvalidDataException($"{model}: {error}");
        _session = _runtime.NewSession(Math.Max(prompt, generate));
        _prompt = [.. Enumerable.Range(0, prompt).Select(i => i * 7919 % _runtime.Facts.VocabularySize)];
        _generate = generate;
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
        long began = TimeProvider.System.GetTimestamp();
        _session.Append(_prompt);
        return _prompt.Length / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private double Decode()
    {
        _session.Truncate(0);
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < _generate; i++) _session.Append([_prompt[i % _prompt.Length]]);
        return _generate / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
