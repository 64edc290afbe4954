using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>The belief about a share after seeing some of it: a Beta distribution by its two counts.</summary>
public record struct BetaPosterior(double Successes, double Failures)
{
    /// <summary>A prior worth <paramref name="weight"/> observations of mean <paramref name="mean"/>.</summary>
    public static BetaPosterior Prior(double mean, double weight) => new(mean * weight, (1 - mean) * weight);

    public readonly double Mean => Successes / (Successes + Failures);

    public readonly double StandardError
    {
        get
        {
            double n = Successes + Failures;
            return Math.Sqrt(Successes * Failures / (n * n * (n + 1)));
        }
    }

    internal void Visit(StateFields fields)
    {
        double successes = Successes, failures = Failures;
        fields.Amount(ref successes);
        fields.Amount(ref failures);
        fields.Require(successes + failures > 0, "some evidence");
        (Successes, Failures) = (successes, failures);
    }

    /// <summary>Adds an outcome between 0 and 1; one that is not a number teaches nothing.</summary>
    /// <param name="memory">
    /// The number of observations beyond which older ones decay, so that the estimate follows a changed share; 0 keeps all.
    /// </param>
    public void Add(double outcome, double memory = 0)
    {
        if (double.IsNaN(outcome)) return;
        double kept = memory > 0 ? Math.Min(1, Math.Max(0, memory - 1) / (Successes + Failures)) : 1;
        (Successes, Failures) = (kept * Successes, kept * Failures);
        outcome = Math.Clamp(outcome, 0, 1);
        Successes += outcome;
        Failures += 1 - outcome;
    }
}
