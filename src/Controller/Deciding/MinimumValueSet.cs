using System.Runtime.Intrinsics;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Finds the residents with the least total value whose unload frees enough memory: the cheapest cover of a vector of deficits. Exact by
/// branch and bound for up to <see cref="AlwaysExact"/> offers; with more, the search stops at a fixed number of nodes, and
/// <see cref="IsExact"/> says whether it finished. A search allocates nothing.
/// </summary>
/// <remarks>
/// Offers are visited from the least valuable per part of the deficit, older before newer, so that the first complete
/// set is the greedy one and of several equally cheap sets the one found first wins. The bound is the fractional cover
/// of the weighted sum of the deficits.
/// </remarks>
public sealed class MinimumValueSet
{
    /// <summary>Offers among which every subset can be visited within the limit of nodes.</summary>
    public const int AlwaysExact = 20;

    private const int Lanes = 4;

    /// <summary>The offers up to which sorting by insertion costs less than the sort of the library.</summary>
    private const int FewItems = 64;
    private const int NodesWhenFew = 2 << AlwaysExact;   // the full tree over 20 offers has 2^21 - 1 nodes
    private const int NodesWhenMany = 1 << 16;

    // The lanes of an amount are resident bytes, scratch bytes, host bytes and processor share; bytes up to 2^53 are exact.
    private readonly Vector256<double>[] _frees;
    private readonly double[] _values;
    private readonly Use[] _uses;
    private readonly double[] _shares;   // the covered part of the weighted deficit, 0..1

    /// <summary>The offers by value per covered share of the deficit, the smallest first; offers that cover nothing are last.</summary>
    private readonly int[] _order;
    private readonly Density[] _densities;

    /// <summary>
    /// For each position in the order: the memory that the offers from there on free together, and whether the set under test has the
    /// offer.
    /// </summary>
    private readonly Vector256<double>[] _remainingFrom;
    private readonly bool[] _taken;

    /// <summary>The best set so far: places in the order during a search, skills after it.</summary>
    private readonly int[] _best;
    private Vector256<double> _weights;   // per lane, 1 / (4 * deficit); 0 in lanes without one
    private int _offerCount;   // all offers
    private int _itemCount;   // offers that cover something: the first of the order
    private int _bestCount;
    private int _nodesLeft;   // steps of Visit before the search stops

    public MinimumValueSet(int maximumOffers)
    {
        _frees = new Vector256<double>[maximumOffers];
        _values = new double[maximumOffers];
        _uses = new Use[maximumOffers];
        _shares = new double[maximumOffers];
        _order = new int[maximumOffers];
        _densities = new Density[maximumOffers];
        _remainingFrom = new Vector256<double>[maximumOffers + 1];
        _taken = new bool[maximumOffers];
        _best = new int[maximumOffers];
    }

    /// <summary>The skills to unload, oldest use first; empty if everything fits already.</summary>
    public ReadOnlySpan<int> Victims => _best.AsSpan(0, _bestCount);

    /// <summary>The total value of the victims.</summary>
    public double Total { get; private set; }

    /// <summary>False if the search stopped at the node limit: the set frees enough memory, but a cheaper one may exist.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Forgets all offers.</summary>
    public void Clear() => _offerCount = 0;

    /// <summary>
    /// Adds a resident as a possible victim. A value below zero counts as zero, so that a set never grows only because its members have no
    /// value. A value that is not finite is no offer: in doubt the skill stays.
    /// </summary>
    public void Offer(int skill, in ResourceVector footprint, double value, long lastUseNs)
    {
        if (!double.IsFinite(value)) return;
        _frees[_offerCount] = Amounts(footprint);
        _values[_offerCount] = Math.Max(0, value);
        _uses[_offerCount] = new(lastUseNs, skill);
        _order[_offerCount] = _offerCount;
        _offerCount++;
    }

    /// <summary>
    /// Looks for the cheapest set that frees at least <paramref name="deficit"/> in every budget lane. The offers stay
    /// as they are, so that several targets can be tried against the same residents.
    /// </summary>
    public bool TryFind(in ResourceVector deficit)
    {
        var needed = Amounts(deficit);
        _bestCount = 0;
        Total = 0;
        IsExact = true;
        if (IsCovered(needed)) return true;

        Prepare(needed);
        if (!FitsWithin(needed, _remainingFrom[0])) return false;

        Total = double.PositiveInfinity;
        _nodesLeft = _itemCount <= AlwaysExact ? NodesWhenFew : NodesWhenMany;
        Visit(0, needed, 0);
        IsExact = _nodesLeft > 0;
        DropNeedless(needed);
        return true;
    }

    private void Prepare(in Vector256<double> needed)
    {
        _weights = Weights(needed);
        _itemCount = 0;
        var order = _order.AsSpan(0, _offerCount);
        for (int i = 0; i < order.Length; i++)
        {
            int offer = order[i];
            double share = Share(Vector256.MinNative(_frees[offer], needed));
            _shares[offer] = share;
            if (!(share > 0)) continue;
            // Offers that cover something move before those that do not.
            (order[_itemCount], order[i]) = (offer, order[_itemCount]);
            _itemCount++;
        }

        order = order[.._itemCount];
        if (order.Length <= FewItems) Insert(order);
        else Sort(order);
        _remainingFrom[_itemCount] = default;
        var remaining = Vector256<double>.Zero;
        // From the last, because a position sums what itself and all later ones free.
        for (int i = order.Length - 1; i >= 0; i--)
        {
            remaining += _frees[order[i]];
            _remainingFrom[i] = remaining;
        }
    }

    /// <summary>Sorts offers by insertion. The offers keep the order of the previous search, so few have to move.</summary>
    private void Insert(Span<int> order)
    {
        double[] values = _values, shares = _shares;
        for (int i = 1; i < order.Length; i++)
        {
            int offer = order[i], at = i, before = order[i - 1];
            double value = values[offer], share = shares[offer];
            while (true)
            {
                // value / share of both, compared without a division
                double own = value * shares[before], others = values[before] * share;
                if (own > others || (own == others && !IsOlder(offer, before))) break;
                order[at] = before;
                if (--at == 0) break;
                before = order[at - 1];
            }

            if (at != i) order[at] = offer;
        }
    }

    private void Sort(Span<int> order)
    {
        var densities = _densities.AsSpan(0, order.Length);
        for (int i = 0; i < order.Length; i++)
        {
            int offer = order[i];
            densities[i] = new(_values[offer], _shares[offer], _uses[offer]);
        }

        densities.Sort(order);
    }

    private bool IsOlder(int offer, int other) => _uses[offer].CompareTo(_uses[other]) < 0;

    private void Visit(int depth, in Vector256<double> needed, double spent)
    {
        for (; ; depth++)
        {
            // The greedy descent always ends, so that a set is known before the nodes can run out.
            if (_nodesLeft <= 0 && _bestCount > 0) return;
            _nodesLeft--;
            if (IsCovered(needed))
            {
                Keep(depth, spent);
                return;
            }

            // Cut: the offers left free too little, or the bound cannot beat the best set. Equal is cut too, so the first found wins.
            if (!FitsWithin(needed, _remainingFrom[depth]) || spent + Bound(depth, Share(needed)) >= Total) return;
            // First the sets with this offer, by recursion; then those without it, by the loop.
            int offer = _order[depth];
            _taken[depth] = true;
            Visit(depth + 1, needed - _frees[offer], spent + _values[offer]);
            _taken[depth] = false;
        }
    }

    /// <summary>The value of the fractional cover: no set of the offers from <paramref name="depth"/> on costs less.</summary>
    private double Bound(int depth, double share)
    {
        double bound = 0;
        foreach (int offer in _order.AsSpan(depth, _itemCount - depth))
        {
            if (!(share > 0)) break;
            if (_shares[offer] >= share) return bound + _values[offer] * (share / _shares[offer]);   // the last offer counts in part
            bound += _values[offer];
            share -= _shares[offer];
        }

        return bound;
    }

    private void Keep(int depth, double spent)
    {
        if (spent >= Total) return;
        Total = spent;
        _bestCount = 0;
        for (int i = 0; i < depth; i++)   // later positions are not taken
            if (_taken[i]) _best[_bestCount++] = i;
    }

    /// <summary>
    /// Removes members that are not needed (members without value, or any after a search that was cut short), the newest first, and
    /// converts the positions of the rest into skills.
    /// </summary>
    private void DropNeedless(in Vector256<double> needed)
    {
        var chosen = _best.AsSpan(0, _bestCount);
        // Oldest use first.
        for (int i = 1; i < chosen.Length; i++)
            for (int j = i; j > 0 && IsOlder(_order[chosen[j]], _order[chosen[j - 1]]); j--)
                (chosen[j], chosen[j - 1]) = (chosen[j - 1], chosen[j]);

        var spare = default(Vector256<double>) - needed;   // per lane, the freed amount beyond the deficit
        foreach (int i in chosen) spare += _frees[_order[i]];
        for (int i = chosen.Length - 1; i >= 0; i--)
        {
            int offer = _order[chosen[i]];
            if (!FitsWithin(_frees[offer], spare)) continue;   // without it too little would be free
            spare -= _frees[offer];
            Total -= _values[offer];
            chosen[(i + 1)..].CopyTo(chosen[i..]);
            chosen = chosen[..^1];
        }

        _bestCount = chosen.Length;
        foreach (ref int i in chosen) i = _uses[_order[i]].Skill;
    }

    private static Vector256<double> Amounts(in ResourceVector v) =>
        Vector256.Create(v.ResidentBytes, v.ScratchBytes, v.HostBytes, v.CpuShare);

    private static bool IsCovered(in Vector256<double> needed) => Vector256.LessThanOrEqualAll(needed, Vector256<double>.Zero);

    /// <summary>Returns true if this much can be had from <paramref name="limit"/>; lanes already covered ask for nothing.</summary>
    private static bool FitsWithin(in Vector256<double> amounts, in Vector256<double> limit) =>
        Vector256.LessThanOrEqualAll(amounts, Vector256.MaxNative(Vector256<double>.Zero, limit));

    /// <summary>The weighted sum over lanes that still lack something, from the first lane to the last.</summary>
    private double Share(in Vector256<double> amounts)
    {
        var parts = Vector256.MaxNative(Vector256<double>.Zero, amounts) * _weights;
        return parts[0] + parts[1] + parts[2] + parts[3];
    }

    private static Vector256<double> Weights(in Vector256<double> needed) =>
        Vector256.Create(Inverse(needed[0]), Inverse(needed[1]), Inverse(needed[2]), Inverse(needed[3]));

    private static double Inverse(double amount) => amount > 0 ? 1 / (amount * Lanes) : 0;

    /// <summary>The last use of a skill; the older is less.</summary>
    private readonly record struct Use(long LastUseNs, int Skill) : IComparable<Use>
    {
        public int CompareTo(Use other) =>
            LastUseNs != other.LastUseNs ? LastUseNs.CompareTo(other.LastUseNs) : Skill.CompareTo(other.Skill);
    }

    /// <summary>The value of an offer for the part of the weighted deficit that it covers; of two equal ones the older is less.</summary>
    private readonly record struct Density(double Value, double Share, Use Use) : IComparable<Density>
    {
        public int CompareTo(Density other)
        {
            double own = Value * other.Share, others = other.Value * Share;
            return own != others ? own.CompareTo(others) : Use.CompareTo(other.Use);
        }
    }
}
