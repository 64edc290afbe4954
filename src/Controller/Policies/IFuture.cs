namespace Teleo.Controller.Policies;

/// <summary>What is to come, as only a replayed workload can tell.</summary>
public interface IFuture
{
    /// <summary>The next arrival for the skill after the given time; <see cref="long.MaxValue"/> when there is none.</summary>
    long NextArrivalNs(int skill, long afterNs);
}
