using System.Runtime.CompilerServices;
using System.Text;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Generation;

/// <summary>
/// Generates one answer of a model, from prompt tokens to text, streamed or as a whole. Afterwards it has the tokens, the reason of its
/// end, and the times.
/// </summary>
public sealed class Answer(Session session, ITokenizer tokenizer, GenerationOptions options, TimeProvider clock)
{
    private const int TokensBetweenYields = 16;

    private readonly List<TokenChoice> _choices = [];
    private readonly StringBuilder _text = new();

    /// <summary>Every chosen token with its uncertainty, a last one that ended the text included.</summary>
    public IReadOnlyList<TokenChoice> Choices => _choices;

    public string Text => _text.ToString();

    public StopReason Stop { get; private set; } = StopReason.Length;

    public int PromptTokens { get; private set; }

    /// <summary>Prompt tokens that the session still knew, so that they were not read again.</summary>
    public int ReusedTokens { get; private set; }

    public TimeSpan PrefillTime { get; private set; }

    public TimeSpan DecodeTime { get; private set; }

    public double TokensPerSecond => _choices.Count == 0 ? 0 : _choices.Count / Math.Max(DecodeTime.TotalSeconds, 1e-9);

    public async Task<Answer> WholeAsync(int[] prompt, CancellationToken cancellation = default)
    {
        await foreach (string _ in StreamAsync(prompt, cancellation)) { }
        return this;
    }

    /// <summary>
    /// Reads the prompt, except for the part in the session's context, and streams the text; every few tokens it yields the thread.
    /// Cancellation ends the answer normally; only a failing model throws.
    /// </summary>
    public async IAsyncEnumerable<string> StreamAsync(int[] prompt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        int steps = 0;
        foreach (string piece in Steps(prompt, cancellation))
        {
            if (piece.Length > 0) yield return piece;
            // A token is far shorter than a time slice.
            if (++steps % TokensBetweenYields == 0) await Task.Yield();
        }
    }

    /// <summary>
    /// Generates one token per step on the caller's thread: each element is the completed text of a token, which may be empty, and the last
    /// one is the held-back text. A caller may stop and continue later.
    /// </summary>
    public IEnumerable<string> Steps(int[] prompt, CancellationToken cancellation = default)
    {
        if (!TryRead(prompt, cancellation)) yield break;
        var ends = options.IgnoresEnd ? [] : tokenizer.Special.EndOfText;
        var sampler = new Sampler(options.Sampling, session.Logits.Length);
        var decoder = new TextDecoder(tokenizer);
        var stops = new StopStrings(options.Stops);
        using var choices = session.Generate(sampler, options.MaxTokens, ends, cancellation).GetEnumerator();
        long began = clock.GetTimestamp();
        while (TryAdvance(choices))
        {
            _choices.Add(choices.Current);
            DecodeTime = clock.GetElapsedTime(began);
            if (ends.Contains(choices.Current.Token)) Stop = StopReason.Eos;
            else yield return Show(stops.Next(decoder.Next(choices.Current.Token)));
            if (stops.Reached)
            {
                Stop = StopReason.StopString;
                yield break;
            }
        }

        yield return Show(stops.Next(decoder.Rest())) + (stops.Reached ? "" : Show(stops.Rest()));
    }

    private bool TryRead(int[] prompt, CancellationToken cancellation)
    {
        PromptTokens = prompt.Length;
        long began = clock.GetTimestamp();
        try
        {
            ReusedTokens = session.KeepPrefix(prompt);
            session.Append(prompt.AsSpan(ReusedTokens), cancellation);
        }
        catch (OperationCanceledException)
        {
            Stop = StopReason.Cancelled;
        }

        PrefillTime = clock.GetElapsedTime(began);
        return Stop != StopReason.Cancelled;
    }

    private bool TryAdvance(IEnumerator<TokenChoice> choices)
    {
        try
        {
            return choices.MoveNext();
        }
        catch (OperationCanceledException)
        {
            Stop = StopReason.Cancelled;
            return false;
        }
    }

    private string Show(ReadOnlySpan<byte> utf8)
    {
        string piece = Encoding.UTF8.GetString(utf8);
        _text.Append(piece);
        return piece;
    }
}
