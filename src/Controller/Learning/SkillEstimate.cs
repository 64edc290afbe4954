namespace Teleo.Controller.Learning;

/// <summary>The belief about one skill at one moment: all that a decision reads of theta, and so all that its record keeps.</summary>
public record struct SkillEstimate
{
    public double DemandPerSecond;
    public double DemandStandardError;

    /// <summary>Expected share of right answers: the manifest's evidence, updated by judged answers.</summary>
    public double Quality;
    public double QualityStandardError;

    /// <summary>Answers that were judged.</summary>
    public long Judged;

    /// <summary>Seconds from arrival to end; not a number before the first completion.</summary>
    public double LatencyMedian;
    public double LatencyP95;

    /// <summary>Probability of a request within the horizon, from the observed gaps; not a number while unknown.</summary>
    public double ArrivalChance;

    /// <summary>Seconds since its last arrival, the age of the demand estimate; infinite when there was none.</summary>
    public double EvidenceAgeSeconds;

    /// <summary>The weighted probability of predicted requests and their number; 0 without a prediction.</summary>
    public double ForetoldChance;
    public double ForetoldRequests;

    /// <summary>The end of the time for which it is foretold.</summary>
    public long ForetoldUntilNs;

    /// <summary>The number of the source that foretells it; 0, popularity, where none does.</summary>
    public int Source;
}
