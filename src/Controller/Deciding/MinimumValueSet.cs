using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Finds the residents whose leaving makes room at the least total value: the cheapest cover of a vector of deficits.
/// Exact by branch and bound for up to <see cref="AlwaysExact"/> offers; with more the search stops at a fixed number
/// of nodes, and <see cref="IsExact"/> tells whether it finished. Made once, used for ever: a search allocates nothing.
/// </summary>
/// <remarks>
/// Offers are visited from the least valuable per part of the deficit, older before newer, so that the first complete
/// set is the greedy one and of several equally cheap sets the one found first wins. The bound is the fractional cover
/// of the weighted sum of the deficits.
/// </remarks>
public sealed class MinimumValueSet
{
    /// <summary>Offers among which every subset can be looked at within the limit of nodes.</summary>
    public const int AlwaysExact = 20;

    private const int Lanes = 4;
    private const int FewItems = 64;
    private const int NodesWhenFew = 2 << AlwaysExact;
    private const int NodesWhenMany = 1 << 16;

    private readonly Offered[] _offers;
    private readonly Item[] _items;
    private readonly LaneAmounts[] _remainingFrom;
    private readonly bool[] _taken;
    private readonly int[] _best;
    private int _offerCount;
    private int _itemCount;
    private int _bestCount;
    private int _nodesLeft;

    public MinimumValueSet(int maximumOffers)
    {
        _offers = new Offered[maximumOffers];
        _items = new Item[maximumOffers];
        _remainingFrom = new LaneAmounts[maximumOffers + 1];
        _taken = new bool[maximumOffers];
        _best = new int[maximumOffers];
    }

    /// <summary>The skills that should leave, oldest use first; empty when everything fits as it is.</summary>
    public ReadOnlySpan<int> Victims => _best.AsSpan(0, _bestCount);

    /// <summary>The total value of the victims.</summary>
    public double Total { get; private set; }

    /// <summary>False when the search ran out of nodes: the set makes room, yet a cheaper one may exist.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Forgets all offers.</summary>
    public void Clear() => _offerCount = 0;

    /// <summary>
    /// Adds a resident that may leave. A value below zero counts as zero, so that a set never grows merely because its
    /// members are worthless; a value that is not finite is no offer, because doubt means stay.
    /// </summary>
    public void Offer(int skill, in ResourceVector footprint, double value, long lastUseNs)
    {
        if (double.IsFinite(value)) _offers[_offerCount++] = new(skill, Amounts(footprint), Math.Max(0, value), lastUseNs);
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
        if (needed.IsCovered) return true;

        Prepare(needed);
        if (!needed.FitsWithin(_remainingFrom[0])) return false;

        Total = double.PositiveInfinity;
        _nodesLeft = _itemCount <= AlwaysExact ? NodesWhenFew : NodesWhenMany;
        Visit(0, needed, Weights(needed), 0);
        IsExact = _nodesLeft > 0;
        DropNeedless(needed);
        return true;
    }

    private void Prepare(in LaneAmounts needed)
    {
        var weights = Weights(needed);
        _itemCount = 0;
        foreach (ref readonly var offer in _offers.AsSpan(0, _offerCount))
        {
            double share = LaneAmounts.Least(offer.Frees, needed).Dot(weights);
            if (share > 0) _items[_itemCount++] = new(offer, share);
        }

        SortItems();
        _remainingFrom[_itemCount] = default;
        for (int i = _itemCount - 1; i >= 0; i--) _remainingFrom[i] = _remainingFrom[i + 1] + _items[i].Offer.Frees;
        _taken.AsSpan(0, _itemCount).Clear();
    }

    /// <summary>
    /// By insertion where there are few: who offers in about this order, as those do who search often, pays next to nothing.
    /// </summary>
    private void SortItems()
    {
        var items = _items.AsSpan(0, _itemCount);
        if (items.Length > FewItems) items.Sort();
        else
            for (int i = 1; i < items.Length; i++)
            {
                var item = items[i];
                int at = i;
                for (; at > 0 && item.CompareTo(items[at - 1]) < 0; at--) items[at] = items[at - 1];
                items[at] = item;
            }
    }

    private void Visit(int depth, in LaneAmounts needed, in LaneAmounts weights, double spent)
    {
        // The greedy descent always ends, so that a set is known before the nodes can run out.
        if (_nodesLeft <= 0 && _bestCount > 0) return;
        _nodesLeft--;
        if (needed.IsCovered)
        {
            Keep(depth, spent);
            return;
        }

        if (!needed.FitsWithin(_remainingFrom[depth]) || spent + Bound(depth, needed.Dot(weights)) >= Total) return;
        _taken[depth] = true;
        Visit(depth + 1, needed - _items[depth].Offer.Frees, weights, spent + _items[depth].Offer.Value);
        _taken[depth] = false;
        Visit(depth + 1, needed, weights, spent);
    }

    /// <summary>The value of the fractional cover: no set of the offers from <paramref name="depth"/> on costs less.</summary>
    private double Bound(int depth, double share)
    {
        double bound = 0;
        for (int i = depth; i < _itemCount && share > 0; i++)
        {
            ref readonly var item = ref _items[i];
            if (item.Share >= share) return bound + item.Offer.Value * (share / item.Share);
            bound += item.Offer.Value;
            share -= item.Share;
        }

        return bound;
    }

    private void Keep(int depth, double spent)
    {
        if (spent >= Total) return;
        Total = spent;
        _bestCount = 0;
        for (int i = 0; i < depth; i++)
            if (_taken[i]) _best[_bestCount++] = i;
    }

    /// <summary>
    /// Lets go of members that are not needed (worthless ones, or any after a search
    /// cut short), the newest first, and names the rest by skill.
    /// </summary>
    private void DropNeedless(LaneAmounts needed)
    {
        var chosen = _best.AsSpan(0, _bestCount);
        for (int i = 1; i < chosen.Length; i++)
            for (int j = i; j > 0 && _items[chosen[j]].Offer.IsOlderThan(_items[chosen[j - 1]].Offer); j--)
                (chosen[j], chosen[j - 1]) = (chosen[j - 1], chosen[j]);

        var spare = new LaneAmounts() - needed;
        foreach (int i in chosen) spare += _items[i].Offer.Frees;
        for (int i = chosen.Length - 1; i >= 0; i--)
        {
            var offer = _items[chosen[i]].Offer;
            if (!offer.Frees.FitsWithin(spare)) continue;
            spare -= offer.Frees;
            Total -= offer.Value;
            chosen[(i + 1)..].CopyTo(chosen[i..]);
            chosen = chosen[..^1];
        }

        _bestCount = chosen.Length;
        foreach (ref int i in chosen) i = _items[i].Offer.Skill;
    }

    private static LaneAmounts Amounts(in ResourceVector v) => new(v.ResidentBytes, v.ScratchBytes, v.HostBytes, v.CpuShare);

    private static LaneAmounts Weights(in LaneAmounts needed) =>
        new(Inverse(needed.Resident), Inverse(needed.Scratch), Inverse(needed.Host), Inverse(needed.Cpu));

    private static double Inverse(double amount) => amount > 0 ? 1 / (amount * Lanes) : 0;

    private readonly record struct Offered(int Skill, LaneAmounts Frees, double Value, long LastUseNs)
    {
        public bool IsOlderThan(in Offered other) =>
            LastUseNs != other.LastUseNs ? LastUseNs < other.LastUseNs : Skill < other.Skill;
    }

    /// <summary>An offer with the part of the weighted deficit that it covers.</summary>
    private readonly record struct Item(Offered Offer, double Share) : IComparable<Item>
    {
        public int CompareTo(Item other)
        {
            int byDensity = (Offer.Value * other.Share).CompareTo(other.Offer.Value * Share);
            if (byDensity != 0) return byDensity;
            int byAge = Offer.LastUseNs.CompareTo(other.Offer.LastUseNs);
            return byAge != 0 ? byAge : Offer.Skill.CompareTo(other.Offer.Skill);
        }
    }

    /// <summary>The budget lanes as numbers; bytes up to 2^53 are exact.</summary>
    private readonly record struct LaneAmounts(double Resident, double Scratch, double Host, double Cpu)
    {
        public bool IsCovered => Resident <= 0 && Scratch <= 0 && Host <= 0 && Cpu <= 0;

        public static LaneAmounts operator +(in LaneAmounts a, in LaneAmounts b) =>
            new(a.Resident + b.Resident, a.Scratch + b.Scratch, a.Host + b.Host, a.Cpu + b.Cpu);

        public static LaneAmounts operator -(in LaneAmounts a, in LaneAmounts b) =>
            new(a.Resident - b.Resident, a.Scratch - b.Scratch, a.Host - b.Host, a.Cpu - b.Cpu);

        public static LaneAmounts Least(in LaneAmounts a, in LaneAmounts b) =>
            new(Math.Min(a.Resident, b.Resident), Math.Min(a.Scratch, b.Scratch), Math.Min(a.Host, b.Host), Math.Min(a.Cpu, b.Cpu));

        /// <summary>Returns true if this much can be had from <paramref name="limit"/>; lanes already covered ask for nothing.</summary>
        public bool FitsWithin(in LaneAmounts limit) =>
            Resident <= Math.Max(0, limit.Resident) && Scratch <= Math.Max(0, limit.Scratch)
            && Host <= Math.Max(0, limit.Host) && Cpu <= Math.Max(0, limit.Cpu);

        /// <summary>The weighted sum over lanes that still lack something.</summary>
        public double Dot(in LaneAmounts weights) =>
            Math.Max(0, Resident) * weights.Resident + Math.Max(0, Scratch) * weights.Scratch
            + Math.Max(0, Host) * weights.Host + Math.Max(0, Cpu) * weights.Cpu;
    }
}
