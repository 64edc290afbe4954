using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Chooses the victims for all targets of one decision in one table. In a large pool it searches the residents of least value per size
/// first, and all residents only if these do not free enough. The work of a decision therefore grows with the number of its candidates, not
/// with that number times the number of residents.
/// </summary>
/// <remarks>
/// The cheapest set for one deficit is the cheapest for every larger one that it covers too, since whatever covers the larger
/// covers the smaller. So targets are served from the least deficit up, and a search is made only where a set ends.
/// </remarks>
internal sealed class CheapestRoom(int skills, SkillValues values)
{
    /// <summary>Number of residents that are searched first.</summary>
    private const int Shortlist = 32;

    private const short FitsAlready = -1, CannotBeMade = -2;

    private readonly MinimumValueSet _search = new(skills);
    private readonly int[] _offers = new int[skills];
    private readonly double[] _densities = new double[skills];
    private readonly int[] _targets = new int[skills];
    private readonly long[] _lacking = new long[skills];
    private readonly ResourceVector[] _deficits = new ResourceVector[skills];
    private readonly short[] _setOf = new short[skills];
    private readonly Set[] _sets = new Set[skills];
    private int[] _leaving = new int[64];
    private DecisionInputs? _inputs;
    private int _count;
    private int _offered;
    private double _leastLeftOut;

    /// <summary>Computes the table for the possible targets.</summary>
    public void Prepare(DecisionInputs inputs, in PoolView pool, ReadOnlySpan<int> targets)
    {
        _inputs = inputs;
        int lacking = Lacking(pool, targets);
        if (lacking == 0) return;
        Offer();
        int sets = 0, leaving = 0;
        foreach (int target in _targets.AsSpan(0, lacking))
        {
            if (sets > 0 && _sets[sets - 1].IsCheapestFor(_deficits[target])) _setOf[target] = (short)(sets - 1);
            else if (TryMake(_deficits[target])) _setOf[target] = Add(_deficits[target], ref sets, ref leaving);
            else _setOf[target] = CannotBeMade;
        }
    }

    /// <summary>Returns true if the target fits without a victim.</summary>
    public bool Fits(int target) => _setOf[target] == FitsAlready;

    /// <summary>Returns true if enough memory can be freed for the target.</summary>
    public bool CanMake(int target) => _setOf[target] >= 0;

    public ReadOnlySpan<int> LeavingFor(int target)
    {
        ref readonly var set = ref _sets[_setOf[target]];
        return _leaving.AsSpan(set.Start, set.Count);
    }

    /// <summary>
    /// Returns false if a cheaper set may exist: the search was cut short, or a resident outside the search is worth less than the set.
    /// </summary>
    public bool IsExactFor(int target) => _sets[_setOf[target]].IsExact;

    /// <summary>Returns the targets that need memory which can be freed, in the order of the amount.</summary>
    private int Lacking(in PoolView pool, ReadOnlySpan<int> targets)
    {
        int count = 0;
        foreach (int target in targets)
        {
            _setOf[target] = Room.For(target, default, pool) ? FitsAlready : CannotBeMade;
            if (_setOf[target] == FitsAlready || !pool.Skills[target].IsSane || !Room.TryDeficit(target, pool, out _deficits[target]))
                continue;
            _lacking[count] = _deficits[target].ResidentBytes;
            _targets[count++] = target;
        }

        _lacking.AsSpan(0, count).Sort(_targets.AsSpan(0, count));
        return count;
    }

    /// <summary>Offers every unprotected resident as a victim, at the value that the scorer will subtract.</summary>
    private void Offer()
    {
        _count = 0;
        for (int i = 0; i < _inputs!.Skills.Length; i++)
        {
            ref readonly var state = ref _inputs.Skills[i];
            if (!state.IsResident || state.IsProtected || !state.IsSane) continue;
            _densities[_count] = values[i].Displaced / values[i].Share;
            _offers[_count++] = i;
        }

        _densities.AsSpan(0, _count).Sort(_offers.AsSpan(0, _count));
        OfferFirst(Math.Min(_count, Shortlist));
    }

    private bool TryMake(in ResourceVector deficit)
    {
        if (_search.TryFind(deficit)) return true;
        if (_offered == _count) return false;
        OfferFirst(_count);
        return _search.TryFind(deficit);
    }

    private void OfferFirst(int count)
    {
        _offered = count;
        _search.Clear();
        foreach (int skill in _offers.AsSpan(0, count))
            _search.Offer(skill, Room.FreedBy(_inputs!.Skills[skill]), values[skill].Displaced, _inputs.Skills[skill].LastUseNs);
        _leastLeftOut = double.PositiveInfinity;
        foreach (int skill in _offers.AsSpan(count, _count - count)) _leastLeftOut = Math.Min(_leastLeftOut, values[skill].Displaced);
    }

    private short Add(in ResourceVector deficit, ref int sets, ref int leaving)
    {
        var victims = _search.Victims;
        if (leaving + victims.Length > _leaving.Length) Array.Resize(ref _leaving, Math.Max(2 * _leaving.Length, leaving + victims.Length));
        victims.CopyTo(_leaving.AsSpan(leaving));
        var frees = default(ResourceVector);
        bool isCounted = true;
        foreach (int victim in victims) isCounted &= ResourceVector.TryAdd(frees, Room.FreedBy(_inputs!.Skills[victim]), out frees);
        bool isExact = _search.IsExact && (_offered == _count || _leastLeftOut >= _search.Total);
        _sets[sets] = new(deficit, isCounted && _search.IsExact ? frees : deficit, leaving, victims.Length, isExact);
        leaving += victims.Length;
        return (short)sets++;
    }

    /// <summary>A cheapest set: the least deficit it was found for, and up to which it still is the cheapest.</summary>
    private readonly record struct Set(ResourceVector Least, ResourceVector Most, int Start, int Count, bool IsExact)
    {
        public bool IsCheapestFor(in ResourceVector deficit) => Least.FitsWithin(deficit) && deficit.FitsWithin(Most);
    }
}
