namespace Teleo.Controller.Learning;

/// <summary>The belief about one skill at one moment: all that a decision reads of theta, and so all that its record keeps.</summary>
public record struct SkillEstimate
{
    public double DemandPerSecond;
    public double DemandStandardError;

    /// <summary>Expected share of right answers: the manifest's evidence, moved by what was judged.</summary>
    public double Quality;
    public double QualityStandardError;

    /// <summary>Answers that were judged.</summary>
    public long Judged;

    /// <summary>Seconds from arrival to end; not a number before the first completion.</summary>
    public double LatencyMedian;
    public double LatencyP95;

    /// <summary>Chance of a request within the horizon by the gaps seen so far; not a number while unknown.</summary>
    public double ArrivalChance;

    /// <summary>Seconds since its last arrival, the age of the demand estimate; infinite when there was none.</summary>
    public double EvidenceAgeSeconds;

    /// <summary>The believed chance of what is foretold of it, and the requests that come then; 0 where nothing is.</summary>
    public double ForetoldChance;
    public double ForetoldRequests;

    /// <summary>The end of the time for which it is foretold.</summary>
    public long ForetoldUntilNs;

    /// <summary>The number of the source that foretells it; 0, popularity, where none does.</summary>
    public int Source;
}
