using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Teleo.Engine.Sampling;

/// <summary>
/// Ends a text before the first of some strings, for any tokenization: bytes that may start a stop string are held back until this is
/// excluded.
/// </summary>
public sealed class StopStrings
{
    private readonly ImmutableArray<byte[]> _stops;
    private readonly List<byte> _held = new(256);
    private int _given;

    /// <param name="stops">Empty ones are ignored.</param>
    public StopStrings(IEnumerable<string> stops) =>
        _stops = [.. stops.Where(stop => stop.Length > 0).Select(Encoding.UTF8.GetBytes)];

    /// <summary>True if a stop string was found; no more text follows.</summary>
    public bool Reached { get; private set; }

    /// <summary>Takes in text and gives what can be shown; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(ReadOnlySpan<byte> text)
    {
        DropGiven();
        if (Reached) return default;
        _held.AddRange(text);
        var held = CollectionsMarshal.AsSpan(_held);
        int end = FirstStop(held);
        Reached = end >= 0;
        _given = Reached ? end : held.Length - LongestBeginning(held);
        return held[.._given];
    }

    /// <summary>Returns the held-back bytes at the end, which are no stop string.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        DropGiven();
        if (Reached) return default;
        _given = _held.Count;
        return CollectionsMarshal.AsSpan(_held);
    }

    private void DropGiven()
    {
        _held.RemoveRange(0, _given);
        _given = 0;
    }

    private int FirstStop(ReadOnlySpan<byte> text)
    {
        int first = -1;
        foreach (byte[] stop in _stops)
            if (text.IndexOf(stop) is >= 0 and var at && (first < 0 || at < first)) first = at;
        return first;
    }

    /// <summary>Returns the length of the longest suffix of the text that starts some stop string.</summary>
    private int LongestBeginning(ReadOnlySpan<byte> text)
    {
        int longest = 0;
        foreach (byte[] stop in _stops)
            for (int length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
                if (text.EndsWith(stop.AsSpan(0, length))) longest = length;
        return longest;
    }
}
