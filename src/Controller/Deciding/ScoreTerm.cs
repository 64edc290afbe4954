namespace Teleo.Controller.Deciding;

/// <summary>The terms of a score, in the order in which they are added. All in credits; what costs is negative.</summary>
public enum ScoreTerm : byte
{
    /// <summary>Waiting, or wrong and missing answers, that active skills spare their requests over the horizon.</summary>
    TaskBenefit,

    /// <summary>Keeping bytes in use over the horizon.</summary>
    Memory,

    /// <summary>The loads themselves, and everyone else who waits behind them.</summary>
    LoadLatency,

    /// <summary>Service slowed down while a load runs.</summary>
    Interference,

    /// <summary>So many standard errors of the difference this candidate makes.</summary>
    Uncertainty,

    /// <summary>The burden of keeping skills active that someone has to answer for.</summary>
    Governance,

    /// <summary>The price of moving at all: hysteresis as a number.</summary>
    Switching,

    /// <summary>
    /// Waiting accrued by requests of absent skills, and what they go on to wait. It grows without bound, so nobody starves.
    /// </summary>
    AccruedWaiting,

    /// <summary>Headroom that is set aside for skills likely to come.</summary>
    Reservation,
}
