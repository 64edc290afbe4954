namespace Teleo.Controller.Policies;

/// <summary>What is to come, as only a replayed workload can tell.</summary>
public interface IFuture
{
    /// <summary>Arrivals for the skill in the time after <paramref name="fromNs"/> and up to <paramref name="untilNs"/>.</summary>
    int Arrivals(int skill, long fromNs, long untilNs);

    /// <summary>The next arrival for the skill after the given time; <see cref="long.MaxValue"/> when there is none.</summary>
    long NextArrivalNs(int skill, long afterNs);
}
