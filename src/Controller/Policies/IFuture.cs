namespace Teleo.Controller.Policies;

/// <summary>Future requests, known only if a workload is replayed.</summary>
public interface IFuture
{
    /// <summary>The next arrival for the skill after the given time; <see cref="long.MaxValue"/> when there is none.</summary>
    long NextArrivalNs(int skill, long afterNs);

    /// <summary>Arrivals for the skill after the first time and up to the second.</summary>
    long Count(int skill, long afterNs, long untilNs)
    {
        long count = 0;
        for (long next = NextArrivalNs(skill, afterNs); next <= untilNs
            && next != long.MaxValue; next = NextArrivalNs(skill, next)) count++;
        return count;
    }
}
