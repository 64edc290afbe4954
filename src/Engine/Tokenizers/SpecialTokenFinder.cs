using System.Buffers;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>Finds the tokens that are not made by merging: control tokens, if requested, and tokens added by users.</summary>
internal sealed class SpecialTokenFinder
{
    private readonly VocabularyFacts _vocabulary;
    private readonly HashSet<int> _always = [];
    private readonly HashSet<int> _whenParsed = [];
    private readonly int[] _lengths;   // of the texts of special tokens, longest first
    private readonly SearchValues<byte> _firstBytes;
    private readonly bool _stripsAfter;

    public SpecialTokenFinder(VocabularyFacts vocabulary, Predicate<int> isControl)
    {
        _vocabulary = vocabulary;
        for (int token = 0; token < vocabulary.Count; token++)
        {
            if (vocabulary.Piece(token).IsEmpty) continue;
            if (isControl(token)) _whenParsed.Add(token);
            else if (vocabulary.KindOf(token) == TokenKind.UserDefined) _always.Add(token);
        }

        int[] all = [.. _always, .. _whenParsed];
        _lengths = [.. all.Select(token => vocabulary.Piece(token).Length).Distinct().OrderDescending()];
        _firstBytes = SearchValues.Create([.. all.Select(token => vocabulary.Piece(token)[0]).Distinct()]);
        _stripsAfter = vocabulary.ModelName is { } name
            && (name.Contains("phi-3", StringComparison.OrdinalIgnoreCase) || name.Contains("phi3", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The special tokens in a text from left to right, none overlapping; where two would, the longer one counts.</summary>
    public List<Hit> Find(ReadOnlySpan<byte> text, bool parseSpecial)
    {
        var hits = new List<Hit>();
        for (int at = text.IndexOfAny(_firstBytes); at >= 0;)
        {
            foreach (int length in _lengths)
                if (length <= text.Length - at && _vocabulary.Find(text.Slice(at, length)) is >= 0 and var token
                    && (_always.Contains(token) || (parseSpecial && _whenParsed.Contains(token))))
                    hits.Add(new(at, length, token));
            int next = text[(at + 1)..].IndexOfAny(_firstBytes);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return hits.Count < 2 ? hits : WithoutOverlaps(hits, text.Length);
    }

    /// <summary>Returns the position of the text after a special token: Phi-3 removes the white space after most of its own.</summary>
    public int TextAfter(in Hit hit, ReadOnlySpan<byte> text)
    {
        int at = hit.End;
        var piece = _vocabulary.Piece(hit.Token);
        if (!_stripsAfter || piece.SequenceEqual("<unk>"u8) || piece.SequenceEqual("<s>"u8) || piece.SequenceEqual("<|endoftext|>"u8))
            return at;
        while (at < text.Length && text[at] is (byte)' ' or (>= 9 and <= 13)) at++;
        return at;
    }

    private static List<Hit> WithoutOverlaps(List<Hit> hits, int textLength)
    {
        var taken = new System.Collections.BitArray(textLength);
        var kept = new List<Hit>();
        foreach (var hit in hits.OrderByDescending(h => h.Length).ThenBy(h => h.Start))
        {
            // No kept hit is shorter, so one that overlaps covers an end of this one.
            if (taken[hit.Start] || taken[hit.End - 1]) continue;
            for (int i = hit.Start; i < hit.End; i++) taken[i] = true;
            kept.Add(hit);
        }

        kept.Sort((a, b) => a.Start.CompareTo(b.Start));
        return kept;
    }

    public readonly record struct Hit(int Start, int Length, int Token)
    {
        public int End => Start + Length;
    }
}
