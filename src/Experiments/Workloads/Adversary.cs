using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// A workload that watches the plant: the next request is for the skill that was unloaded last, or before any unload for any skill.
/// Requests have a fixed gap, so that no policy can outrun it.
/// </summary>
internal sealed class Adversary(int skills, long count, double gapSeconds, SeedTree seeds) : IWorkload
{
    private readonly long _gapNs = (long)(gapSeconds * Request.NanosecondsPerSecond);

    public ImmutableArray<string> Skills { get; } = Synthesizer.SkillNames(skills);

    public long Count => count;

    public long EndNs => count * _gapNs;

    /// <summary>The rows depend on the plant; the hash is that of the rule.</summary>
    public string ContentHash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"adversary {skills} {count} {_gapNs} {seeds.RootSeed}")));

    public IRequestReader Open(long firstRow = 0) => new Reader(this, firstRow, seeds.Stream("workload.adversary"));

    private sealed class Reader(Adversary rule, long row, RandomStream stream) : IRequestReader, IUnloadListener
    {
        private RandomStream _stream = stream;
        private int _unloaded = -1;

        public void Unloading(int skill) => _unloaded = skill;

        public int Read(Span<Request> into)
        {
            if (row >= rule.Count) return 0;
            int any = _stream.NextInt(rule.Skills.Length);
            into[0] = new Request(++row * rule._gapNs, _unloaded >= 0 ? _unloaded : any, -1, 300, 40);
            _unloaded = -1;
            return 1;
        }

        public void Dispose()
        {
        }
    }
}
