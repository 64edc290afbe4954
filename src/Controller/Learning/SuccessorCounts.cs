using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// Counts the skills that are requested within a time window after another skill, for the most frequent successors of each. Requests for
/// one skill within the window are one occasion.
/// </summary>
/// <remarks>
/// A frequently requested skill follows every other one by chance, so a successor counts only as far as it is more frequent than its rate
/// explains.
/// </remarks>
internal sealed class SuccessorCounts(int skills, double windowSeconds)
{
    private const int FollowersPerSkill = 4;
    private const int Occasions = 16;

    /// <summary>The number of occasions before a pair is used for predictions, and the least share beyond chance.</summary>
    private const int LeastSeen = 4;
    private const double LeastChance = 0.3;

    private readonly Follower[] _followers = new Follower[skills * FollowersPerSkill];
    private readonly long[] _begun = new long[skills];
    private readonly long[] _lastNs = [.. Enumerable.Repeat(long.MinValue, skills)];
    private readonly Occasion[] _recent = new Occasion[Occasions];
    private readonly long _windowNs = (long)(windowSeconds * 1e9);
    private int _next;

    /// <summary>Learns from requests for a skill; true if they start a new occasion, so that its successors may be predicted.</summary>
    public bool Arrive(int skill, long requests, long nowNs)
    {
        foreach (ref readonly var occasion in _recent.AsSpan())
        {
            bool isOpen = occasion.Number > 0 && nowNs - occasion.TimeNs <= _windowNs;
            if (isOpen && occasion.Skill != skill) Follow(occasion, skill, requests);
        }

        bool begins = _lastNs[skill] == long.MinValue || nowNs - _lastNs[skill] > _windowNs;
        _lastNs[skill] = nowNs;
        if (!begins) return false;
        _recent[_next++ % Occasions] = new() { Skill = skill, TimeNs = nowNs, Number = ++_begun[skill] };
        return true;
    }

    /// <summary>Gives what an occasion of a skill foretells of its follower of this place, if anything.</summary>
    public bool TryForetell(int skill, int place, Func<int, double> rate, out Foretelling foretelling)
    {
        foretelling = default;
        ref readonly var follower = ref _followers[skill * FollowersPerSkill + place];
        long before = _begun[skill] - 1;
        if (follower.Seen < LeastSeen || before <= 0) return false;
        double share = Math.Min(1, follower.Seen / (before + 1.0));
        double accident = Math.Min(1, rate(follower.Skill) * windowSeconds);
        double chance = accident < 1 ? (share - accident) / (1 - accident) : 0;
        if (chance < LeastChance) return false;
        foretelling = new(follower.Skill, "successor", chance, Math.Max(1, follower.Requests / follower.Seen), 0, windowSeconds);
        return true;
    }

    public static int Places => FollowersPerSkill;

    public void Visit(StateFields fields)
    {
        foreach (ref var follower in _followers.AsSpan())
        {
            fields.Number(ref follower.Skill);
            fields.Amount(ref follower.Seen);
            fields.Amount(ref follower.Requests);
            fields.Number(ref follower.LastOccasion);
            fields.Require(follower.Skill >= 0 && follower.Skill < skills, "a follower in the catalog");
        }

        foreach (ref long begun in _begun.AsSpan()) fields.Count(ref begun);
        foreach (ref long last in _lastNs.AsSpan()) fields.Number(ref last);
        foreach (ref var occasion in _recent.AsSpan())
        {
            fields.Number(ref occasion.Skill);
            fields.Number(ref occasion.TimeNs);
            fields.Count(ref occasion.Number);
            fields.Require(occasion.Skill >= 0 && occasion.Skill < skills, "an occasion of a skill in the catalog");
        }

        fields.Number(ref _next);
        fields.Require(_next >= 0, "a count, not negative");
    }

    /// <summary>Counts a successor. A new one lowers the count of the least frequent one until its slot is free.</summary>
    private void Follow(in Occasion occasion, int skill, long requests)
    {
        var followers = _followers.AsSpan(occasion.Skill * FollowersPerSkill, FollowersPerSkill);
        int at = 0;
        for (int i = 0; i < followers.Length; i++)
        {
            if (followers[i].Seen > 0 && followers[i].Skill == skill)
            {
                at = i;
                break;
            }

            if (followers[i].Seen < followers[at].Seen) at = i;
        }

        ref var follower = ref followers[at];
        if (follower.Seen == 0 || follower.Skill != skill)
        {
            follower.Seen = Math.Max(0, follower.Seen - 1);
            if (follower.Seen > 0) return;
            follower = new() { Skill = skill };
        }

        follower.Requests += requests;
        if (follower.LastOccasion == occasion.Number) return;
        follower.LastOccasion = occasion.Number;
        follower.Seen++;
    }

    private struct Follower
    {
        public int Skill;
        public double Seen;
        public double Requests;
        public long LastOccasion;
    }

    private struct Occasion
    {
        public int Skill;
        public long TimeNs;
        public long Number;
    }
}
