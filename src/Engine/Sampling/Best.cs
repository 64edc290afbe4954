namespace Teleo.Engine.Sampling;

/// <summary>
/// The best of many scored ids: higher scores first, of equal ones the lower id. A heap of the wanted size with the worst
/// at its root, so that most ids cost one comparison; nothing is allocated after construction.
/// </summary>
internal sealed class Best(int capacity)
{
    private readonly int[] _ids = new int[capacity];

    /// <summary>Returns the best ids with a score above negative infinity, best first; valid until the next call.</summary>
    public Span<int> Of(ReadOnlySpan<float> scores, int count)
    {
        int size = 0;
        for (int id = 0; id < scores.Length; id++)
        {
            if (!(scores[id] > float.NegativeInfinity)) continue;
            if (size < count) Rise(scores, size++, id);
            else if (Precedes(scores, id, _ids[0])) Sink(scores, size, id);
        }

        for (int left = size; left > 1; left--)   // the worst goes to the end, again and again
        {
            int worst = _ids[0];
            Sink(scores, left - 1, _ids[left - 1]);
            _ids[left - 1] = worst;
        }

        return _ids.AsSpan(0, size);
    }

    private static bool Precedes(ReadOnlySpan<float> scores, int a, int b) => scores[a] > scores[b] || (scores[a] == scores[b] && a < b);

    private void Rise(ReadOnlySpan<float> scores, int at, int id)
    {
        for (int parent; at > 0 && Precedes(scores, _ids[parent = (at - 1) / 2], id); at = parent) _ids[at] = _ids[parent];
        _ids[at] = id;
    }

    /// <summary>Puts an id in the place of the root of a heap of a size.</summary>
    private void Sink(ReadOnlySpan<float> scores, int size, int id)
    {
        int at = 0;
        for (int child; (child = 2 * at + 1) < size; at = child)
        {
            if (child + 1 < size && Precedes(scores, _ids[child], _ids[child + 1])) child++;
            if (!Precedes(scores, id, _ids[child])) break;
            _ids[at] = _ids[child];
        }

        _ids[at] = id;
    }
}
