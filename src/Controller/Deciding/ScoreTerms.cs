using System.Runtime.CompilerServices;

namespace Teleo.Controller.Deciding;

/// <summary>One value per <see cref="ScoreTerm"/>, unweighted, in credits.</summary>
[InlineArray(Count)]
public struct ScoreTerms
{
    public const int Count = (int)ScoreTerm.Reservation + 1;

    private double _first;

    public double this[ScoreTerm term]
    {
        readonly get => this[(int)term];
        set => this[(int)term] = value;
    }

    /// <summary>
    /// The weighted sum, in the terms' order. A term of weight 0 is left out, not multiplied: it is as if it did not exist.
    /// </summary>
    public readonly double Total(in ScoreTerms weights)
    {
        double total = 0;
        for (int i = 0; i < Count; i++)
            if (weights[i] != 0) total += weights[i] * this[i];
        return total;
    }
}
