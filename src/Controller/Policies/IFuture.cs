namespace Teleo.Controller.Policies;

/// <summary>The requests to come, known only where a workload is replayed.</summary>
public interface IFuture
{
    /// <summary>The next arrival for the skill after the given time; <see cref="long.MaxValue"/> when there is none.</summary>
    long NextArrivalNs(int skill, long afterNs);
}
