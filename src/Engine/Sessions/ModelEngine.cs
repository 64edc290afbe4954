namespace Teleo.Engine.Sessions;

/// <summary>The state that the sessions of one model share: the prepared model and its team, used by one batch at a time.</summary>
/// <param name="scratch">The pool of its scratch memory; null for its own.</param>
internal sealed class ModelEngine(Transformer model, long weightBytes, int mostThreads, int batchSize,
    TimeProvider clock, ScratchPool? scratch = null) : IDisposable
{
    internal const long SmallestSharedToken = 4 << 20, SmallestSharedPrompt = 64 << 20, SmallestSharedByRows = 8 << 20;

    private readonly Lock _oneAtATime = new();
    private readonly WorkTeam _team = new(mostThreads);
    private readonly ScratchPool _scratch = scratch ?? new();
    private readonly ScratchShape _shape = ScratchShape.Of(model.Facts, model.Forms);
    private ForwardPass? _pass;
    private bool _usesScratch;
    private bool _disposed;

    public Transformer Model { get; } = model;

    public int BatchSize { get; } = batchSize;

    public TimeProvider Clock { get; } = clock;

    /// <summary>
    /// Returns the number of threads for a number of tokens. Below about 4 MB of weights, a second thread costs more than it saves for a
    /// token; for a whole prompt it pays from about 64 MB in all.
    /// </summary>
    public int ThreadsFor(int tokens) => ThreadsFor(weightBytes, tokens, _team.Size);

    internal static int ThreadsFor(long weightBytes, int tokens, int most) =>
        weightBytes >= SmallestSharedToken || weightBytes * tokens >= SmallestSharedPrompt ? most : 1;

    public int LogitsStride { get; } = Scratch.Padded(model.Facts.VocabularySize);

    /// <summary>The most that forward passes have needed so far.</summary>
    public long PeakScratchBytes { get; private set; }

    public void Compute(in Batch batch)
    {
        lock (_oneAtATime)
        {
            if (_disposed) throw new EngineException(EngineErrorCode.ModelNotLoaded, "the model has been freed");
            using var use = batch.Adapter is null ? default : batch.Adapter.Use.EnterScope();
            if (batch.Adapter is { IsDisposed: true })
                throw new EngineException(EngineErrorCode.ModelNotLoaded, "the adapter has been freed");
            _pass ??= new(Model, _team);
            var scratch = TakeScratch(batch.Columns, batch.Cache.Capacity);
            bool sharesColumns = !batch.IsDirect && weightBytes < SmallestSharedByRows;
            try
            {
                _pass.Compute(batch, scratch, ThreadsFor(batch.Columns), sharesColumns);
            }
            finally
            {
                _scratch.Put(scratch);
            }
        }
    }

    /// <summary>The most that forward passes of sessions up to this context can need.</summary>
    public long LargestScratchBytes(int context) => Scratch.BytesFor(_shape, RoomFor(BatchSize), context, ThreadsFor(BatchSize));

    /// <summary>Its part of the scratch that it shares with models like it.</summary>
    public long ScratchBytes => _usesScratch ? _scratch.ShareOf(_shape) : 0;

    /// <summary>Frees scratch memory, unless other models use it; the next pass takes it again.</summary>
    public void DropScratch()
    {
        lock (_oneAtATime)
        {
            if (_usesScratch) _scratch.Leave(_shape);
            _usesScratch = false;
        }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_disposed) return;
            _disposed = true;
            _team.Dispose();
            DropScratch();
            Model.Dispose();
        }
    }

    // A token alone takes a column for every thread.
    private int RoomFor(int columns) => Math.Max(columns, ThreadsFor(1));

    // Grown when a longer batch comes, so that models that only decode stay small.
    private Scratch TakeScratch(int columns, int context)
    {
        if (!_usesScratch) _scratch.Join(_shape);
        _usesScratch = true;
        int room = RoomFor(Math.Min(BatchSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)columns)));
        var scratch = _scratch.Take(_shape, room, context, ThreadsFor(room));
        PeakScratchBytes = Math.Max(PeakScratchBytes, scratch.SizeBytes);
        return scratch;
    }
}
