using System.Collections;

namespace Teleo.Pool.Live;

/// <summary>The last moves of a live plant, oldest first. Moves before the last 100,000 are only counted.</summary>
internal sealed class MoveLog : IEnumerable<LiveMove>
{
    /// <summary>Moves that are kept.</summary>
    public const int Most = 100_000;

    private readonly Queue<LiveMove> _kept = new();

    /// <summary>All moves so far.</summary>
    public long Total { get; private set; }

    /// <summary>The latest move; before the first one there is none.</summary>
    public LiveMove Last { get; private set; }

    public void Add(LiveMove move)
    {
        (Last, Total) = (move, Total + 1);
        _kept.Enqueue(move);
        if (_kept.Count > Most) _kept.Dequeue();
    }

    public IEnumerator<LiveMove> GetEnumerator() => _kept.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One successful load or unload.</summary>
internal readonly record struct LiveMove(int Skill, double Seconds, bool IsSwitch)
{
    /// <summary>The moment of its end on the plant's clock.</summary>
    public long AtNs { get; init; }
}
