using Teleo.Engine.Formats;
using Teleo.Engine.Mapping;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Pool;

/// <summary>A model with its tokenizer in memory, and what it takes.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly int _sessions;

    private LoadedModel(ModelRuntime runtime, ITokenizer tokenizer, PoolOptions options, TimeProvider clock)
    {
        Runtime = runtime;
        Tokenizer = tokenizer;
        _sessions = options.SessionsPerRuntime;
        _clock = clock;
    }

    public ModelRuntime Runtime { get; }

    public ITokenizer Tokenizer { get; }

    /// <summary>The share of the file that the system had in its cache before the load; null where it does not say.</summary>
    public double? CachedShare { get; private init; }

    public long HostBytes { get; private init; }

    public TimeSpan LoadTime { get; private set; }

    /// <summary>What it takes when it only waits.</summary>
    public PoolBytes AtRest => new(Runtime.File.SizeBytes, 0, 0, HostBytes);

    /// <summary>What it can take besides when it works: an upper bound.</summary>
    public PoolBytes AtWork => new(0, _sessions * Runtime.SessionBytes(), Runtime.LargestScratchBytes(), 0);

    /// <summary>Maps and reads the file; its pages come later, by <see cref="Populate"/>.</summary>
    public static LoadedModel Open(PoolSkill skill, PoolOptions options, TimeProvider clock)
    {
        double? cached = Pages.CachedShare(skill.ArtifactPath);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long began = clock.GetTimestamp();
        var runtime = new ModelRuntime(options.Runtime, clock);
        if (!runtime.TryLoad(skill.ArtifactPath, out FormatError error)) throw Refuse(skill, error);
        if (!TokenizerFactory.TryCreate(runtime.File.Vocabulary, out var tokenizer, out error))
        {
            runtime.Dispose();
            throw Refuse(skill, error);
        }

        return new LoadedModel(runtime, tokenizer, options, clock)
        {
            CachedShare = cached,
            HostBytes = GC.GetAllocatedBytesForCurrentThread() - allocated,
            LoadTime = clock.GetElapsedTime(began),
        };
    }

    public void Populate()
    {
        long began = _clock.GetTimestamp();
        Runtime.File.Populate();
        LoadTime += _clock.GetElapsedTime(began);
    }

    public Session NewSession() => Runtime.NewSession();

    public PoolBytes Measure(int sessions) =>
        new(Runtime.File.ResidentBytes() ?? Runtime.File.SizeBytes, sessions * Runtime.SessionBytes(), Runtime.ScratchBytes, HostBytes);

    public void Dispose() => Runtime.Dispose();

    private static PoolException Refuse(PoolSkill skill, FormatError error) => new(PoolFault.LoadFailed, $"{skill.Name} cannot be loaded from {skill.ArtifactPath}: {error}");
}
