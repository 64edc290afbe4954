using System.Runtime.InteropServices;
using System.Text;
using LLama;
using LLama.Exceptions;
using LLama.Native;
using Teleo.Engine.Generation;
using Teleo.Engine.Sampling;
using Teleo.Pool.Requests;

namespace Teleo.Llama;

/// <summary>
/// One answer: the loop of decoding and sampling, until an end token, a stop string, the largest length, or a full context.
/// </summary>
internal sealed class LlamaAnswer(LLamaContext context, LLamaWeights weights, PoolRequest request, TimeProvider clock)
{
    private readonly GenerationOptions _options = request.Prompt!.Generation;
    private readonly LLamaBatch _batch = new();
    private readonly StringBuilder _text = new();
    private double _entropy;
    private int _chosen;

    public PoolAnswer Generate(LLamaToken[] prompt, CancellationToken cancellation)
    {
        var sampler = new Sampler(_options.Sampling, weights.Vocab.Count);
        var stops = new StopStrings(_options.Stops);
        var decoder = new StreamingTokenDecoder(context);
        var known = new List<int>(prompt.Select(token => (int)token));
        long began = clock.GetTimestamp();
        var logits = Read(prompt, cancellation);
        double prefill = clock.GetElapsedTime(began).TotalSeconds;
        began = clock.GetTimestamp();
        bool hasEnded = false;
        while (!hasEnded && _chosen < _options.MaxTokens)
        {
            if (cancellation.IsCancellationRequested) return new PoolAnswer(RequestStatus.Cancelled);
            var choice = sampler.Choose(logits, CollectionsMarshal.AsSpan(known));
            _chosen++;
            _entropy += choice.Entropy;
            var token = (LLamaToken)choice.Token;
            hasEnded = !_options.IgnoresEnd && token.IsEndOfGeneration(weights.Vocab);
            if (hasEnded) break;
            decoder.Add(token);
            Show(stops.Next(Encoding.UTF8.GetBytes(decoder.Read())));
            hasEnded = stops.Reached;
            if (known.Count == context.ContextSize) break;   // nothing more can be read
            known.Add(choice.Token);
            if (!hasEnded && _chosen < _options.MaxTokens) logits = Next(token, known.Count - 1);
        }

        Show(stops.Rest());
        return new PoolAnswer(RequestStatus.Answered, _text.ToString())
        {
            PromptTokens = prompt.Length,
            AnswerTokens = _chosen,
            IsCut = !hasEnded,
            FirstOutput = prefill,
            DecodeSeconds = clock.GetElapsedTime(began).TotalSeconds,
            Uncertainty = _chosen == 0 ? 1 : Math.Clamp(_entropy / _chosen / Math.Log(weights.Vocab.Count), 0, 1),
        };
    }

    /// <summary>Reads the prompt in pieces that fit a batch, and gives the logits after its last token.</summary>
    private Span<float> Read(LLamaToken[] prompt, CancellationToken cancellation)
    {
        int most = (int)context.BatchSize;
        for (int at = 0; at < prompt.Length && !cancellation.IsCancellationRequested; at += most)
        {
            int count = Math.Min(most, prompt.Length - at);
            _batch.Clear();
            for (int i = at; i < at + count; i++) _batch.Add(prompt[i], i, LLamaSeqId.Zero, logits: i == prompt.Length - 1);
            Decode();
        }

        return cancellation.IsCancellationRequested ? default : context.NativeHandle.GetLogitsIth(_batch.TokenCount - 1);
    }

    private Span<float> Next(LLamaToken token, int position)
    {
        _batch.Clear();
        _batch.Add(token, position, LLamaSeqId.Zero, logits: true);
        Decode();
        return context.NativeHandle.GetLogitsIth(0);
    }

    private void Decode()
    {
        var result = context.Decode(_batch);
        if (result != DecodeResult.Ok) throw new LLamaDecodeError(result);
    }

    private void Show(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return;
        string piece = Encoding.UTF8.GetString(utf8);
        _text.Append(piece);
        request.Sink?.Output(0, piece);
    }
}
