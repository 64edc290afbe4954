using Teleo.Engine.Adapters;
using Teleo.Engine.Kernels;

namespace Teleo.Engine.Sessions;

/// <summary>
/// One conversation with a model: the tokens so far, their keys and values, and the logits after the last one. Sessions of one model may be
/// used from different threads, each session from one at a time. A failed or cancelled call leaves the context unchanged.
/// </summary>
public sealed unsafe class Session : IDisposable
{
    private const int RowsOfLogits = 16;

    // Up to so many tokens, using the weights as they lie beats unpacking them first. What counts is how many are read in all, so that
    // numbers do not depend on the batch size.
    private const int FewTokens = 4;

    private readonly ModelEngine _engine;
    private readonly KvCache _cache;
    private readonly NativeBuffer<float> _logits;
    private readonly int[] _tokens;
    private NativeBuffer<float>? _manyLogits;

    internal Session(ModelEngine engine, int capacity, KvPrecision precision)
    {
        _engine = engine;
        _cache = new(engine.Model.Facts, capacity, precision);
        _logits = new(engine.LogitsStride);
        _tokens = new int[capacity];
    }

    public RuntimeState State { get; private set; } = RuntimeState.Ready;

    /// <summary>The message of the last failed call; null after one that succeeded.</summary>
    public EngineException? LastError { get; private set; }

    /// <summary>The last choice of generation; null before the first token.</summary>
    public TokenChoice? LastChoice { get; private set; }

    /// <summary>The adapter over the model's weights; null for none.</summary>
    public LoraAdapter? Adapter { get; private set; }

    /// <summary>Tokens and time so far.</summary>
    public SessionUsage Usage { get; private set; }

    public int Length { get; private set; }

    public int Capacity => _tokens.Length;

    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Length);

    public KvPrecision KvPrecision => _cache.Precision;

    public long KvBytes => _cache.SizeBytes;

    /// <summary>
    /// The logits after the last token; empty when <see cref="State"/> is not <see cref="RuntimeState.ContinuationReady"/>.
    /// </summary>
    public ReadOnlySpan<float> Logits =>
        State == RuntimeState.ContinuationReady ? _logits.Span(0, _engine.Model.Facts.VocabularySize) : default;

    /// <summary>
    /// Lays another adapter over the model for this session, or none. What was read so far was read by another model, so it is forgotten.
    /// </summary>
    public void Use(LoraAdapter? adapter)
    {
        ObjectDisposedException.ThrowIf(State == RuntimeState.Freed, this);
        if (adapter is not null && adapter.Weights != _engine.Model.Weights)
            throw new EngineException(EngineErrorCode.ShapeMismatch, "the adapter was made for another model");
        if (adapter == Adapter) return;
        Truncate(0);
        Adapter = adapter;
    }

    /// <summary>Lets the model read more tokens: many at once before an answer, one at a time during it.</summary>
    public void Append(ReadOnlySpan<int> tokens, CancellationToken cancellation = default) => Append(tokens, null, cancellation);

    /// <summary>The same, with the logits after every one of the tokens shown to <paramref name="reader"/>.</summary>
    public void Append(ReadOnlySpan<int> tokens, LogitsReader? reader, CancellationToken cancellation)
    {
        Check(tokens);
        int before = Length;
        long began = _engine.Clock.GetTimestamp();
        try
        {
            for (int done = 0; done < tokens.Length;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = Math.Min(tokens.Length - done, reader is null ? _engine.BatchSize : Math.Min(_engine.BatchSize, RowsOfLogits));
                var batch = tokens.Slice(done, count);
                done += count;
                if (reader is null)
                    Compute(batch, isDirect: tokens.Length <= FewTokens, done == tokens.Length ? count - 1 : count, _logits);
                else Read(batch, reader);
            }
            if (!float.IsFinite(VectorMath.Sum(_logits.Pointer, _engine.Model.Facts.VocabularySize)))
                throw new EngineException(EngineErrorCode.GenerationFailed,
                    $"the model's logits after position {Length - 1} are not finite");
            State = RuntimeState.ContinuationReady;
            LastError = null;
            Usage = Usage.With(tokens.Length, _engine.Clock.GetElapsedTime(began));
        }
        catch (Exception problem)
        {
            Length = before;
            Fail(problem);
            throw;
        }
    }

    /// <summary>
    /// Keeps the longest common beginning of the context and <paramref name="tokens"/> and forgets the rest; returns how many
    /// of the tokens need not be read again. The last one always has to, as its logits are wanted.
    /// </summary>
    public int KeepPrefix(ReadOnlySpan<int> tokens)
    {
        int common = Tokens.CommonPrefixLength(tokens);
        Truncate(Math.Min(common, Math.Max(0, tokens.Length - 1)));
        return Length;
    }

    /// <summary>Removes all but the first tokens. Append at least one token before generating.</summary>
    public void Truncate(int length)
    {
        ObjectDisposedException.ThrowIf(State == RuntimeState.Freed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length < Length || State == RuntimeState.RecoverableError) State = RuntimeState.Ready;
        Length = length;
    }

    /// <summary>
    /// Chooses and appends tokens until the limit, the end of the context, or one of <paramref name="endTokens"/> (which is yielded and not
    /// appended). Each step runs on the caller's thread without waiting, so it works where blocking is not possible, in a browser or behind
    /// a C function. Cancellation takes effect within one token.
    /// </summary>
    public IEnumerable<TokenChoice> Generate(
        ITokenChooser chooser, int maxTokens, IReadOnlyCollection<int> endTokens, CancellationToken cancellation = default)
    {
        for (int i = 0; i < maxTokens; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var choice = Choose(chooser);
            yield return choice;
            if (endTokens.Contains(choice.Token) || Length == Capacity) yield break;
            if (i + 1 < maxTokens) Append([choice.Token], cancellation);
        }
    }

    public void Dispose()
    {
        if (State == RuntimeState.Freed) return;
        State = RuntimeState.Freed;
        _cache.Dispose();
        _logits.Dispose();
        _manyLogits?.Dispose();
    }

    private TokenChoice Choose(ITokenChooser chooser)
    {
        if (State != RuntimeState.ContinuationReady)
            throw new EngineException(EngineErrorCode.GenerationFailed, "nothing has been read yet: append the prompt first");
        var choice = chooser.Choose(Logits, Tokens);
        LastChoice = choice;
        return choice;
    }

    private void Read(ReadOnlySpan<int> batch, LogitsReader reader)
    {
        _manyLogits ??= new((long)RowsOfLogits * _engine.LogitsStride);
        int vocabulary = _engine.Model.Facts.VocabularySize, before = Length;
        Compute(batch, isDirect: false, firstOutput: 0, _manyLogits);
        for (int i = 0; i < batch.Length; i++) reader(before + i, _manyLogits.Span((long)i * _engine.LogitsStride, vocabulary));
        _manyLogits.Span((batch.Length - 1L) * _engine.LogitsStride, vocabulary).CopyTo(_logits.Span(0, vocabulary));
    }

    private void Compute(ReadOnlySpan<int> tokens, bool isDirect, int firstOutput, NativeBuffer<float> logits)
    {
        fixed (int* at = tokens)
            _engine.Compute(new()
            {
                Cache = _cache,
                Adapter = Adapter,
                IsDirect = isDirect,
                Tokens = at,
                Columns = tokens.Length,
                Start = Length,
                FirstOutput = firstOutput,
                Logits = logits.Pointer,
            });
        tokens.CopyTo(_tokens.AsSpan(Length));
        Length += tokens.Length;
    }

    private void Check(ReadOnlySpan<int> tokens)
    {
        ObjectDisposedException.ThrowIf(State == RuntimeState.Freed, this);
        var problem = ProblemOf(tokens);
        if (problem is null) return;
        Fail(problem);
        throw problem;
    }

    private EngineException? ProblemOf(ReadOnlySpan<int> tokens)
    {
        if (tokens.IsEmpty) return new(EngineErrorCode.InvalidLength, "there are no tokens to read");
        if (tokens.Length > Capacity - Length)
            return new(
                EngineErrorCode.ContextExceeded,
                $"the context has room for {Capacity} tokens, holds {Length}, and {tokens.Length} more were given; nothing is shifted "
                    + "out to make room");
        int vocabulary = _engine.Model.Facts.VocabularySize;
        foreach (int token in tokens)
            if ((uint)token >= (uint)vocabulary)
                return new(EngineErrorCode.GenerationFailed, $"token {token} is not in the vocabulary of {vocabulary}");
        return null;
    }

    private void Fail(Exception problem)
    {
        State = RuntimeState.RecoverableError;
        LastError = problem as EngineException ?? new(EngineErrorCode.GenerationFailed, problem.Message);
    }
}
