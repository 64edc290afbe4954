using Teleo.Engine.Adapters;
using Teleo.Engine.Bytes;
using Teleo.Engine.Mapping;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Pool;

/// <summary>A model with its tokenizer in memory, and its memory use.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly LoraAdapter? _adapter;
    private readonly int _sessions;

    private LoadedModel(ModelRuntime runtime, ITokenizer tokenizer, LoraAdapter? adapter, PoolOptions options)
    {
        Runtime = runtime;
        Tokenizer = tokenizer;
        _adapter = adapter;
        _sessions = options.SessionsPerRuntime;
    }

    /// <summary>An adapter's is its base's.</summary>
    public ModelRuntime Runtime { get; }

    public ITokenizer Tokenizer { get; }

    /// <summary>The share of the file in the system's page cache before the load; null if the system does not say.</summary>
    public double? CachedShare { get; private init; }

    public long HostBytes { get; private init; }

    /// <summary>The bytes of a model without running requests.</summary>
    public PoolBytes AtRest => new(_adapter?.SizeBytes ?? Runtime.File.SizeBytes, 0, 0, HostBytes);

    /// <summary>The bytes it can take besides when it works: an upper bound.</summary>
    public PoolBytes AtWork => new(0, _sessions * Runtime.SessionBytes(), Runtime.LargestScratchBytes(), 0);

    /// <summary>Maps and reads the file; <see cref="Populate"/> loads its pages later.</summary>
    /// <param name="under">What an adapter is laid over; null for a model.</param>
    public static LoadedModel Open(PoolSkill skill, LoadedModel? under, PoolOptions options, ScratchPool scratch, TimeProvider clock)
    {
        double? cached = Pages.CachedShare(skill.ArtifactPath);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var (runtime, tokenizer, adapter) = under is null ? OpenModel(skill, options, scratch, clock) : OpenAdapter(skill, under);
        return new LoadedModel(runtime, tokenizer, adapter, options)
        {
            CachedShare = cached,
            HostBytes = GC.GetAllocatedBytesForCurrentThread() - allocated,
        };
    }

    public void Populate()
    {
        if (_adapter is null) Runtime.File.Populate();
    }

    public Session NewSession()
    {
        var session = Runtime.NewSession();
        session.Use(_adapter);
        return session;
    }

    /// <summary>Frees scratch memory; an adapter uses its base's scratch and leaves it.</summary>
    public void DropScratch()
    {
        if (_adapter is null) Runtime.DropScratch();
    }

    public PoolBytes Measure(int sessions)
    {
        long weights = _adapter?.SizeBytes ?? Runtime.File.ResidentBytes() ?? Runtime.File.SizeBytes;
        return new(weights, sessions * Runtime.SessionBytes(), _adapter is null ? Runtime.ScratchBytes : 0, HostBytes);
    }

    public void Dispose()
    {
        if (_adapter is null) Runtime.Dispose();
        else _adapter.Dispose();
    }

    private static (ModelRuntime, ITokenizer, LoraAdapter?) OpenModel(PoolSkill skill,
        PoolOptions options, ScratchPool scratch, TimeProvider clock)
    {
        var runtime = new ModelRuntime(options.Runtime with { IsContentVerified = skill.IsVerified }, clock, scratch);
        if (!runtime.TryLoad(skill.ArtifactPath, out FormatError error)) throw Refuse(skill, error);
        if (TokenizerFactory.TryCreate(runtime.File.Vocabulary, out var tokenizer, out error)) return (runtime, tokenizer, null);
        runtime.Dispose();
        throw Refuse(skill, error);
    }

    private static (ModelRuntime, ITokenizer, LoraAdapter?) OpenAdapter(PoolSkill skill, LoadedModel under) =>
        under.Runtime.TryLoadAdapter(skill.ArtifactPath, out var adapter, out FormatError error)
            ? (under.Runtime, under.Tokenizer, adapter)
            : throw Refuse(skill, error);

    private static PoolException Refuse(PoolSkill skill, FormatError error) =>
        new(PoolFault.LoadFailed, $"{skill.Name} cannot be loaded from {skill.ArtifactPath}: {error}");
}
