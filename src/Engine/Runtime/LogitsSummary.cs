using Teleo.Engine.Sampling;

namespace Teleo.Engine.Runtime;

/// <summary>The logits of one position in a few numbers.</summary>
/// <param name="Entropy">The entropy of their distribution, in nats.</param>
public readonly record struct LogitsSummary(float Smallest, float Largest, double Mean, double Entropy)
{
    internal static LogitsSummary? Of(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty) return null;
        float smallest = float.PositiveInfinity;
        double sum = 0;
        foreach (float logit in logits)
        {
            smallest = MathF.Min(smallest, logit);
            sum += logit;
        }
        return new(smallest, Distribution.Max(logits), sum / logits.Length, Distribution.Measure(logits).Entropy);
    }
}
