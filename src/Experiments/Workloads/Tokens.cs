using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>Log-normal token counts, at least 1 and at most a million.</summary>
internal static class Tokens
{
    public static int Draw(ref RandomStream stream, double median, double spread)
    {
        double tokens = median * Math.Exp(spread * stream.NextNormal());
        return (int)Math.Clamp(Math.Round(tokens), 1, 1e6);
    }
}
