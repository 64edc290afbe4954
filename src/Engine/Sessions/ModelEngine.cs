using Teleo.Engine.Adapters;

namespace Teleo.Engine.Sessions;

/// <summary>What the sessions of one model share: the prepared model, its team and its scratch, used by one batch at a time.</summary>
internal sealed unsafe class ModelEngine(Transformer model, long weightBytes, int mostThreads, int batchSize, TimeProvider clock) : IDisposable
{
    internal const long SmallestSharedToken = 4 << 20, SmallestSharedPrompt = 64 << 20, SmallestSharedByRows = 8 << 20;

    private readonly Lock _oneAtATime = new();
    private readonly WorkTeam _team = new(mostThreads);
    private ForwardPass? _pass;
    private Scratch? _scratch;
    private bool _disposed;

    public Transformer Model { get; } = model;

    public int BatchSize { get; } = batchSize;

    public TimeProvider Clock { get; } = clock;

    /// <summary>
    /// How many threads read so many tokens at once. Below about 4 MB of weights, handing a token to a second one costs more
    /// than it saves; a whole prompt is worth waking it from about 64 MB in all.
    /// </summary>
    public int ThreadsFor(int tokens) => ThreadsFor(weightBytes, tokens, _team.Size);

    internal static int ThreadsFor(long weightBytes, int tokens, int most) =>
        weightBytes >= SmallestSharedToken || weightBytes * tokens >= SmallestSharedPrompt ? most : 1;

    public int LogitsStride { get; } = Scratch.Padded(model.Facts.VocabularySize);

    /// <summary>The most that forward passes have needed so far.</summary>
    public long PeakScratchBytes { get; private set; }

    public void Compute(KvCache cache, LoraAdapter? adapter, ReadOnlySpan<int> tokens, bool isDirect, int start, int firstOutput, float* logits)
    {
        lock (_oneAtATime)
        {
            if (_disposed) throw new EngineException(EngineErrorCode.ModelNotLoaded, "the model has been freed");
            _pass ??= new(Model, _team);
            var scratch = ScratchFor(tokens.Length, cache.Capacity);
            int members = ThreadsFor(tokens.Length);
            bool sharesColumns = !isDirect && weightBytes < SmallestSharedByRows;
            if (adapter is null)
            {
                _pass.Compute(scratch, cache, null, tokens, isDirect, start, firstOutput, logits, members, sharesColumns);
                return;
            }

            lock (adapter.Use)
            {
                if (adapter.IsDisposed) throw new EngineException(EngineErrorCode.ModelNotLoaded, "the adapter has been freed");
                _pass.Compute(scratch, cache, adapter, tokens, isDirect, start, firstOutput, logits, members, sharesColumns);
            }
        }
    }

    /// <summary>The most that forward passes of sessions up to this context can need.</summary>
    public long LargestScratchBytes(int context) => Scratch.BytesFor(Model, RoomFor(BatchSize), context, ThreadsFor(BatchSize));

    public long ScratchBytes => _scratch?.SizeBytes ?? 0;

    /// <summary>Gives the scratch back; the next pass makes it anew.</summary>
    public void DropScratch()
    {
        lock (_oneAtATime)
        {
            _scratch?.Dispose();
            _scratch = null;
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

    // A token alone takes a column for every thread.
    private int RoomFor(int columns) => Math.Max(columns, ThreadsFor(1));

    // Grown when a longer batch comes, so that a model that only decodes stays small.
    private Scratch ScratchFor(int columns, int context)
    {
        if (_scratch is not null && _scratch.Columns >= columns && _scratch.Context >= context) return _scratch;
        int room = RoomFor(Math.Min(BatchSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)columns)));
        var (most, longest) = (Math.Max(room, _scratch?.Columns ?? 0), Math.Max(context, _scratch?.Context ?? 0));
        _scratch?.Dispose();   // first, so that the two are never held at once
        _scratch = null;
        _scratch = new Scratch(Model, most, longest, ThreadsFor(most));
        PeakScratchBytes = Math.Max(PeakScratchBytes, _scratch.SizeBytes);
        return _scratch;
    }
}
