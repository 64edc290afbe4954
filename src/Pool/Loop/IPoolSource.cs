using Teleo.Pool.Plants;

namespace Teleo.Pool.Loop;

/// <summary>Brings a pool what comes from outside: requests, foretellings, reports of work, commands of an operator.</summary>
internal interface IPoolSource
{
    /// <summary>The time of the next thing it brings; <see cref="long.MaxValue"/> where none is known.</summary>
    long NextNs { get; }

    /// <summary>The place of that thing among others of the same instant.</summary>
    SimEventKind NextKind { get; }

    /// <summary>True where nothing is under way and nothing will come. Asked only while nothing is known to come.</summary>
    bool IsOver { get; }

    /// <summary>Hands the next thing to the loop. The pool's time has been advanced to it.</summary>
    void Bring(PoolLoop loop);
}
