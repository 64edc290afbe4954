namespace Teleo.Vision.Reading;

/// <summary>One symbol that a recogniser emits.</summary>
/// <param name="Class">The symbol's number; 0, the blank, is never emitted.</param>
/// <param name="Probability">The greatest probability among its steps.</param>
/// <param name="First">The first of the steps at which it is the most probable.</param>
internal readonly record struct CtcSymbol(int Class, float Probability, int First, int Last);

/// <summary>
/// Greedy decoding of connectionist temporal classification: the most probable class of each step, equal neighbours merged,
/// blanks dropped. It is the most probable path, not the most probable text.
/// </summary>
internal static class CtcDecoder
{
    public const int Blank = 0;

    /// <param name="probabilities">For each step one probability a class.</param>
    public static List<CtcSymbol> Decode(ReadOnlySpan<float> probabilities, int classes)
    {
        List<CtcSymbol> symbols = [];
        int previous = Blank;
        for (int step = 0; (step + 1) * classes <= probabilities.Length; step++)
        {
            var row = probabilities.Slice(step * classes, classes);
            int best = Blank;
            for (int c = 0; c < classes; c++)
                if (row[c] > row[best]) best = c;
            if (best != Blank && best == previous)
                symbols[^1] = symbols[^1] with { Last = step, Probability = Math.Max(symbols[^1].Probability, row[best]) };
            else if (best != Blank) symbols.Add(new(best, row[best], step, step));
            previous = best;
        }

        return symbols;
    }
}
