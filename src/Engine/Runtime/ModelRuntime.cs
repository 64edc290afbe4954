using Teleo.Engine.Adapters;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Runtime;

/// <summary>A model in this process: loads it completely or not at all, makes sessions, and frees everything at the end.</summary>
public sealed class ModelRuntime : IDisposable
{
    private readonly RuntimeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ScratchPool? _scratch;
    private ModelFile? _file;
    private ModelEngine? _engine;
    private volatile bool _areWeightsFinite;

    public ModelRuntime(RuntimeOptions options, TimeProvider clock)
        : this(options, clock, null)
    {
    }

    /// <param name="scratch">The pool of scratch memory shared with other runtimes; null for its own.</param>
    internal ModelRuntime(RuntimeOptions options, TimeProvider clock, ScratchPool? scratch)
    {
        OptionFaults.ThrowIfAny(options.Problems(), nameof(options));
        _options = options;
        _clock = clock;
        _scratch = scratch;
    }

    public RuntimeState State { get; private set; } = RuntimeState.Uninitialised;

    public ModelFile File => _file ?? throw NotLoaded();

    public ModelFacts Facts => File.Facts;

    /// <summary>Returns the number of threads that read so many tokens at once; results do not depend on it.</summary>
    public int ThreadsFor(int tokens) => Engine.ThreadsFor(tokens);

    public TimeSpan LoadTime { get; private set; }

    public long PeakScratchBytes => Engine.PeakScratchBytes;

    private ModelEngine Engine => _engine ?? throw NotLoaded();

    /// <summary>Opens a model file. After a failure the runtime is as before and another file can be tried.</summary>
    public bool TryLoad(string path, out FormatError error)
    {
        long began = BeginLoad();
        return ModelFile.TryOpen(path, out var file, out error,
            acceptsAnyChecksum: _options.AcceptsAnyChecksum || _options.IsContentVerified) && Adopt(file, began);
    }

    /// <summary>Opens a model in memory, in place: the bytes must not change until this runtime is disposed.</summary>
    public bool TryLoad(ReadOnlyMemory<byte> bytes, out FormatError error)
    {
        long began = BeginLoad();
        return ModelFile.TryOpen(bytes, out var file, out error) && Adopt(file, began);
    }

    /// <summary>Opens a model from a copy of the bytes, which the caller may change at once.</summary>
    public bool TryLoadCopy(ReadOnlySpan<byte> bytes, out FormatError error)
    {
        long began = BeginLoad();
        return ModelFile.TryOpenCopy(bytes, out var file, out error) && Adopt(file, began);
    }

    /// <summary>Opens a model from a stream, read from its position to its end; a longer one than allowed is refused.</summary>
    public bool TryLoad(Stream stream, long mostBytes, out FormatError error)
    {
        long began = BeginLoad();
        return ModelFile.TryOpen(stream, mostBytes, out var file, out error) && Adopt(file, began);
    }

    /// <summary>
    /// Opens an adapter and checks that it fits this model. Sessions take it by <see cref="Session.Use"/>; it must outlive their use of it.
    /// </summary>
    public bool TryLoadAdapter(string path, out LoraAdapter adapter, out FormatError error) =>
        LoraAdapter.TryLoad(path, File.Weights, Facts, ThreadsFor(_options.BatchSize), out adapter, out error);

    /// <param name="contextLength">Zero for the runtime's own default.</param>
    /// <exception cref="EngineException">A weight is not finite; every later session is refused too.</exception>
    public Session NewSession(int contextLength = 0)
    {
        if (!_areWeightsFinite) RequireFiniteWeights();
        return new(Engine, ContextFor(contextLength), _options.KvPrecision);
    }

    /// <summary>Returns the bytes of one session: its keys and values, and its logits.</summary>
    public long SessionBytes(int contextLength = 0) =>
        KvCache.BytesFor(Facts, ContextFor(contextLength), _options.KvPrecision) + ((long)Engine.LogitsStride * sizeof(float));

    /// <summary>The most that computing can need besides weights and sessions.</summary>
    public long LargestScratchBytes(int contextLength = 0) => Engine.LargestScratchBytes(ContextFor(contextLength));

    /// <summary>Bytes of scratch memory now, besides weights and sessions; of shared scratch, this runtime's part.</summary>
    public long ScratchBytes => Engine.ScratchBytes;

    /// <summary>Frees scratch memory until the next use; memory shared with other runtimes stays.</summary>
    public void DropScratch() => Engine.DropScratch();

    /// <summary>Reports the work of a session of this model so far.</summary>
    /// <param name="sampling">The options its tokens were drawn with, for the record.</param>
    public Diagnostics Diagnose(Session session, SamplingOptions? sampling = null) => new()
    {
        State = session.State,
        LoadTime = LoadTime,
        PromptTokens = session.Usage.PromptTokens,
        GeneratedTokens = session.Usage.GeneratedTokens,
        PromptTokensPerSecond = session.Usage.PromptTokensPerSecond,
        GeneratedTokensPerSecond = session.Usage.GeneratedTokensPerSecond,
        PeakScratchBytes = PeakScratchBytes,
        KvLength = session.Length,
        KvCapacity = session.Capacity,
        KvBytes = session.KvBytes,
        KvPrecision = session.KvPrecision,
        Quantisation = File.Weights.BytesByType(),
        LastErrorCode = session.LastError?.Code ?? EngineErrorCode.Ok,
        LastError = session.LastError?.Message,
        Bos = File.Vocabulary.Bos,
        Eos = File.Vocabulary.Eos,
        Unknown = File.Vocabulary.Unknown,
        Padding = File.Vocabulary.Padding,
        Logits = LogitsSummary.Of(session.Logits),
        Top = Diagnostics.TopOf(session.Logits),
        Chosen = session.LastChoice,
        Sampling = sampling,
    };

    public void Dispose()
    {
        if (State == RuntimeState.Freed) return;
        State = RuntimeState.Freed;
        _engine?.Dispose();
        _file?.Dispose();
        (_engine, _file) = (null, null);
    }

    private int ContextFor(int wanted) => wanted > 0 ? wanted : _options.ContextLength > 0 ? _options.ContextLength : Facts.ContextLength;

    private void RequireFiniteWeights()
    {
        if (File.FirstNotFinite() is { } bad)
            throw new EngineException(EngineErrorCode.InvalidHeader,
                $"row {bad.Row} of the weights {GgufNames.Of(bad.Slot)} holds an infinity or something that is no number");
        _areWeightsFinite = true;
    }

    private long BeginLoad()
    {
        ObjectDisposedException.ThrowIf(State == RuntimeState.Freed, this);
        if (State == RuntimeState.Initialised) throw new InvalidOperationException("this runtime already holds a model");
        return _clock.GetTimestamp();
    }

    private bool Adopt(ModelFile file, long began)
    {
        int most = _options.MaxThreads > 0 ? _options.MaxThreads : Environment.ProcessorCount;
        try
        {
            _engine = new(new(file.Facts, file.Weights), file.SizeBytes, most, _options.BatchSize, _clock, _scratch);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file = file;
        _areWeightsFinite = _options.IsContentVerified;
        State = RuntimeState.Initialised;
        LoadTime = _clock.GetElapsedTime(began);
        return true;
    }

    private static EngineException NotLoaded() => new(EngineErrorCode.ModelNotLoaded, "no model is loaded");
}
