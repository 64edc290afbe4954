using Teleo.Controller.Domain;
using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Tests.Phases;

/// <summary>
/// Pools whose phases are known because they were made, as real pools are: memory is full throughout, and what is lost and what is
/// covered are counted from single requests, as few as a real window has. A phase says what share of the requests is for what is resident.
/// </summary>
internal static class ConstructedPools
{
    private const int Skills = 16, Places = 5;

    public static (PhaseSeries Series, Phase[] Truth) Run(ulong seed, int windows, int window, double requestsPerTick = 1.4)
    {
        var random = new SeedTree(seed).Stream("constructed pool");
        var ticks = new List<PhaseRecorder.PhaseTick>();
        var truth = new Phase[windows];
        var demand = new RecentDemand(PhaseRecorder.EpochTicks);
        long[] arrivals = new long[Skills];
        var resident = Enumerable.Range(0, Places).ToHashSet();
        double energy = 60;
        for (int w = 0; w < windows; w++)
        {
            truth[w] = (Phase)random.NextInt(4);
            var kind = Kind(truth[w], ref random);
            energy = truth[w] == Phase.UnderStructuring ? 60 : energy;
            for (int k = 0; k < window; k++)
            {
                double fit = kind.Fit + kind.FitChange * k / window;
                int asked = Poisson(requestsPerTick, ref random), missed = 0;
                for (int r = 0; r < asked; r++)
                {
                    bool hit = random.NextDouble() < fit;
                    arrivals[hit ? random.NextInt(Places) : Places + random.NextInt(Skills - Places)]++;
                    if (!hit) missed++;
                }

                double grown = random.NextDouble() < kind.Growth ? 1 : 0, reorganised = random.NextDouble() < kind.Reorganising ? 1 : 0;
                energy = Math.Max(1, energy + kind.EnergyChange / window + 0.15 * random.NextNormal());
                ticks.Add(new(
                    ticks.Count, asked == 0 ? 0 : missed / (double)asked, 0.93 + 0.02 * random.NextNormal(), demand.Covered([.. arrivals], resident),
                    grown, reorganised, grown + reorganised > 0 ? 0 : 1, energy, kind.Gain + 0.1 * random.NextNormal(), kind.Upkeep, 1, 0, 0));
            }
        }

        return (PhaseRecorder.SeriesOf(ticks), truth);
    }

    private static (double Fit, double FitChange, double Growth, double Reorganising, double EnergyChange, double Gain, double Upkeep) Kind(Phase phase, ref RandomStream random)
    {
        double u = random.NextDouble();
        return phase switch
        {
            Phase.UnderStructuring => (0.10 + 0.25 * u, 0, 0.3 + 0.1 * u, 0.02, -15 - 10 * u, 0.5, 0.2),
            Phase.TeleodynamicGrowth => (0.25, 0.5 + 0.1 * u, 0.14 + 0.06 * u, 0.14, 0, 1.2, 0.6),
            Phase.OverStructuring => (0.8 + 0.1 * u, 0, 0.01, 0.01, 0, 0.5, 0.7 + 0.2 * u),
            _ => (0.65 + 0.1 * u, 0, 0.1, 0.1, 0, 1, 0.5),   // busy, steady, profitable: none of the three
        };
    }

    private static int Poisson(double mean, ref RandomStream random)
    {
        double left = Math.Exp(-mean);
        int n = 0;
        for (double product = random.NextDouble(); product > left; product *= random.NextDouble()) n++;
        return n;
    }
}
