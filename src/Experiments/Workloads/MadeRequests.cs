using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>The requests shared by the synthetic workloads.</summary>
internal static class MadeRequests
{
    /// <summary>Adds requests at random times for the first skills, in proportion to one over the rank.</summary>
    public static void Add(List<Request> rows, int skills, double perSecond, double seconds, RandomStream chance)
    {
        double[] shares = [.. Enumerable.Range(1, skills).Select(rank => 1.0 / rank)];
        double all = shares.Sum(), now = 0;
        while ((now += chance.NextExponential() / perSecond) < seconds)
        {
            double at = chance.NextDouble() * all;
            int skill = 0;
            while (skill < skills - 1 && at >= shares[skill]) at -= shares[skill++];
            rows.Add(At(now, skill, ref chance));
        }
    }

    /// <summary>A request with 50 to 249 tokens of input and 20 to 79 of output.</summary>
    public static Request At(double seconds, int skill, ref RandomStream chance) =>
        new((long)(seconds * 1e9), skill, -1, 50 + chance.NextInt(200), 20 + chance.NextInt(60));
}
