using System.Text;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tokenizers;

namespace Teleo.Bench.Server;

/// <summary>The engine in this process, without any server: the same prompt and the same tokens.</summary>
internal sealed class EngineAlone : IDisposable
{
    private readonly ModelRuntime _runtime;
    private readonly Session _session;
    private readonly ITokenizer _tokenizer;

    public EngineAlone(string file)
    {
        _runtime = new ModelRuntime(new() { MaxThreads = 1 }, TimeProvider.System);
        if (!_runtime.TryLoad(file, out var error)) throw new InvalidDataException($"{file}: {error}");
        if (!TokenizerFactory.TryCreate(_runtime.File.Vocabulary, out _tokenizer, out error)) throw new InvalidDataException($"{file}: {error}");
        _session = _runtime.NewSession();
    }

    /// <summary>Milliseconds to the first piece of text and to the end of an answer.</summary>
    public (double First, double Whole) Answer(string prompt, int tokens)
    {
        _session.Truncate(0);   // as the pool does between two requests
        long began = TimeProvider.System.GetTimestamp();
        var read = new List<int>();
        _tokenizer.Encode(Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial: false, read);
        var options = new GenerationOptions { MaxTokens = tokens, Sampling = new SamplingOptions { Temperature = 0 } };
        var answer = new Answer(_session, _tokenizer, options, TimeProvider.System);
        double first = double.NaN;
        foreach (string piece in answer.Steps([.. read]))
            if (double.IsNaN(first) && piece.Length > 0) first = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
        return (first, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
    }

    public void Dispose()
    {
        _session.Dispose();
        _runtime.Dispose();
    }
}
