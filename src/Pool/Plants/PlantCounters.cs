namespace Teleo.Pool.Plants;

/// <summary>The sums that a plant keeps. Times are whole nanoseconds, so that they can be compared exactly.</summary>
internal struct PlantCounters
{
    public long Arrivals;
    public long Done;
    public long Refused;
    public long TimedOut;

    /// <summary>Ended by a crash or an unload while in service.</summary>
    public long Aborted;
    public long Queued;
    public long Running;

    /// <summary>Number of requests whose skill could not serve at their arrival.</summary>
    public long Misses;
    public long Loads;

    /// <summary>Nanoseconds of all started loads, each counted in full at its start.</summary>
    public long LoadNs;

    /// <summary>
    /// Sum over finished requests of readiness minus arrival; timed-out and aborted ones count with their time until then.
    /// </summary>
    public Int128 WaitNs;

    /// <summary>Integral over time of the requests in the plant, and sum over ended requests of their time in it: Little's law.</summary>
    public Int128 PresentNs;
    public Int128 SojournNs;

    public readonly long Ended => Done + Refused + TimedOut + Aborted;

    public readonly long Present => Queued + Running;
}
