using Teleo.Controller.Decisions;
using Teleo.Controller.Resources;
using Teleo.Controller.Scoring;

namespace Teleo.Controller.Actions;

/// <summary>
/// Who should leave to make room, by the values of one decision. A large pool is searched among the residents worth least
/// for their size, and only if these do not free enough, among all: so that a decision's work grows with the number of
/// its candidates and not with that times the number of residents.
/// </summary>
internal sealed class CheapestRoom(int skills, SkillValues values)
{
    /// <summary>Residents looked at first.</summary>
    private const int Shortlist = 32;

    private readonly MinimumValueSet _search = new(skills);
    private readonly int[] _offers = new int[skills];
    private readonly double[] _densities = new double[skills];
    private DecisionInputs? _inputs;
    private int _count;
    private int _offered;
    private double _leastLeftOut;

    /// <summary>The skills that should leave, after a search that found some.</summary>
    public ReadOnlySpan<int> Leaving => _search.Victims;

    /// <summary>False when a cheaper set may exist: the search was cut short, or one who was left out is worth less than the set.</summary>
    public bool IsExact => _search.IsExact && (_offered == _count || _leastLeftOut >= _search.Total);

    /// <summary>Every resident that nothing protects may be asked to leave, at the value that the scorer will take away.</summary>
    public void Offer(DecisionInputs inputs)
    {
        _inputs = inputs;
        _count = 0;
        for (int i = 0; i < inputs.Skills.Length; i++)
        {
            ref readonly var state = ref inputs.Skills[i];
            if (!state.IsResident || state.IsProtected || !state.IsSane) continue;
            _densities[_count] = values[i].Displaced / values[i].Share;
            _offers[_count++] = i;
        }

        if (_count > Shortlist) _densities.AsSpan(0, _count).Sort(_offers.AsSpan(0, _count));
        OfferFirst(Math.Min(_count, Shortlist));
    }

    /// <summary>Looks for the cheapest set that frees the deficit; false where not even all together free it.</summary>
    public bool TryMake(in ResourceVector deficit)
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
}
