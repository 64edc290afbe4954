using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// The skills with requests that they cannot serve, so that a decision reads only these and not the whole catalog. A skill enters with any
/// event that shows it waiting, and is removed when it no longer waits.
/// </summary>
internal sealed class WaitingList(int skills)
{
    private readonly bool[] _listed = new bool[skills];
    private readonly int[] _skills = new int[skills];
    private int _count;

    public ReadOnlySpan<int> Skills => _skills.AsSpan(0, _count);

    public void Note(int skill, in PoolView pool)
    {
        if ((uint)skill >= (uint)_listed.Length || _listed[skill] || !Waits(pool.Skills[skill])) return;
        _listed[skill] = true;
        _skills[_count++] = skill;
    }

    /// <summary>Removes skills that no longer wait and sorts the rest by their longest waiting request.</summary>
    public void Refresh(in PoolView pool)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            int skill = _skills[i];
            _listed[skill] = Waits(pool.Skills[skill]);
            if (_listed[skill]) Insert(skill, kept++, pool);
        }

        _count = kept;
    }

    private void Insert(int skill, int at, in PoolView pool)
    {
        for (; at > 0 && IsBefore(skill, _skills[at - 1], pool); at--) _skills[at] = _skills[at - 1];
        _skills[at] = skill;
    }

    private static bool IsBefore(int a, int b, in PoolView pool)
    {
        long first = pool.Skills[a].OldestArrivalNs, second = pool.Skills[b].OldestArrivalNs;
        return first != second ? first < second : a < b;
    }

    private static bool Waits(in SkillState state) => state.Queued > 0 && !state.CanServe;
}
