namespace Teleo.Controller.Deciding;

/// <summary>The terms of a score, in the order of addition, in credits; costs are negative.</summary>
public enum ScoreTerm : byte
{
    /// <summary>Waiting, or wrong and missing answers, that active skills spare their requests over the horizon.</summary>
    TaskBenefit,

    /// <summary>Keeping bytes in use over the horizon.</summary>
    Memory,

    /// <summary>The loads, and the waiting of other requests behind them.</summary>
    LoadLatency,

    /// <summary>Service slowed down while a load runs.</summary>
    Interference,

    /// <summary>A number of standard errors of the difference that this candidate makes.</summary>
    Uncertainty,

    /// <summary>The burden of keeping active skills that someone is responsible for.</summary>
    Governance,

    /// <summary>The price of moving at all: hysteresis as a number.</summary>
    Switching,

    /// <summary>
    /// Accrued waiting of requests for absent skills, and their expected further waiting. It grows without bound, so no request starves.
    /// </summary>
    AccruedWaiting,

    /// <summary>Memory reserved for skills that are likely to be requested.</summary>
    Reservation,
}
