using Teleo.Pool.Plants;

namespace Teleo.Pool.Loop;

/// <summary>A source of outside events of a pool: requests, predictions, reports of work, operator commands.</summary>
internal interface IPoolSource
{
    /// <summary>The time of its next event; <see cref="long.MaxValue"/> if none is known.</summary>
    long NextNs { get; }

    /// <summary>The order of that event among others of the same time.</summary>
    SimEventKind NextKind { get; }

    /// <summary>True if nothing is under way and nothing will follow. Read only while no event is known.</summary>
    bool IsOver { get; }

    /// <summary>Passes the next event to the loop. The pool's time has been advanced to it.</summary>
    void Bring(PoolLoop loop);
}
