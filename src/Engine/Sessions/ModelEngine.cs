namespace Teleo.Engine.Sessions;

/// <summary>What the sessions of one model share: the prepared model, its team and its scratch, used by one batch at a time.</summary>
internal sealed unsafe class ModelEngine(Transformer model, int threads, int batchSize, TimeProvider clock) : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private readonly WorkTeam _team = new(threads);
    private ForwardPass? _pass;
    private Scratch? _scratch;
    private bool _disposed;

    public Transformer Model { get; } = model;

    public int BatchSize { get; } = batchSize;

    public TimeProvider Clock { get; } = clock;

    public int Threads => _team.Size;

    public int LogitsStride { get; } = Scratch.Padded(model.Facts.VocabularySize);

    /// <summary>The most that forward passes have needed so far.</summary>
    public long PeakScratchBytes { get; private set; }

    public void Compute(KvCache cache, ReadOnlySpan<int> tokens, bool decodes, int start, int firstOutput, float* logits)
    {
        lock (_oneAtATime)
        {
            if (_disposed) throw new EngineException(EngineErrorCode.ModelNotLoaded, "the model has been freed");
            _pass ??= new(Model, _team);
            _pass.Compute(ScratchFor(tokens.Length, cache.Capacity), cache, tokens, decodes, start, firstOutput, logits);
        }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_disposed) return;
            _disposed = true;
            _team.Dispose();
            _scratch?.Dispose();
            Model.Dispose();
        }
    }

    // Grown when a longer batch comes, so that a model that only decodes stays small.
    private Scratch ScratchFor(int columns, int context)
    {
        if (_scratch is not null && _scratch.Columns >= columns && _scratch.Context >= context) return _scratch;
        int room = columns == 1 ? 1 : Math.Min(BatchSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)columns));
        var grown = new Scratch(Model, Math.Max(room, _scratch?.Columns ?? 0), Math.Max(context, _scratch?.Context ?? 0), _team.Size);
        _scratch?.Dispose();
        _scratch = grown;
        PeakScratchBytes = Math.Max(PeakScratchBytes, grown.SizeBytes);
        return grown;
    }
}
