using Teleo.Controller.Domain;
using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Tests.Phases;

/// <summary>
/// Runs whose phases are known because they were made: stretches of each phase, and of none, with noise and with the
/// memory that real series have.
/// </summary>
internal static class ConstructedRuns
{
    public static (PhaseSeries Series, Phase[] Truth) Run(ulong seed, int windows, int window)
    {
        var random = new SeedTree(seed).Stream("constructed run");
        int n = windows * window;
        var series = new PhaseSeries
        {
            Loss = new double[n],
            MemoryInUse = new double[n],
            DemandCovered = new double[n],
            Growth = new double[n],
            Reorganising = new double[n],
            NoOp = new double[n],
            Energy = new double[n],
            Gain = new double[n],
            Upkeep = new double[n],
        };
        var truth = new Phase[windows];
        double lossNoise = 0, energy = 60;
        for (int w = 0; w < windows; w++)
        {
            truth[w] = (Phase)random.NextInt(4);
            var kind = Kind(truth[w], ref random);
            energy = truth[w] == Phase.UnderStructuring ? 60 : energy;
            for (int k = 0; k < window; k++)
            {
                int i = w * window + k;
                double t = k / (double)window;
                lossNoise = 0.5 * lossNoise + 0.02 * random.NextNormal();
                series.Loss[i] = Math.Clamp(kind.Loss + kind.LossChange * t + lossNoise, 0, 1);
                series.MemoryInUse[i] = series.DemandCovered[i] = Math.Clamp(kind.Complexity + kind.ComplexityChange * t + 0.01 * random.NextNormal(), 0, 1);
                series.Growth[i] = random.NextDouble() < kind.Growth ? 1 : 0;
                series.Reorganising[i] = random.NextDouble() < kind.Reorganising ? 1 : 0;
                series.NoOp[i] = series.Growth[i] + series.Reorganising[i] > 0 ? 0 : 1;
                energy = Math.Max(1, energy + kind.EnergyChange / window + 0.15 * random.NextNormal());
                series.Energy[i] = energy;
                (series.Gain[i], series.Upkeep[i]) = (kind.Gain + 0.1 * random.NextNormal(), kind.Upkeep);
            }
        }

        return (series, truth);
    }

    /// <summary>The same levels and rates for a phase, varied from window to window.</summary>
    private static (double Loss, double LossChange, double Complexity, double ComplexityChange, double Growth, double Reorganising, double EnergyChange, double Gain, double Upkeep)
        Kind(Phase phase, ref RandomStream random)
    {
        double u = random.NextDouble();
        return phase switch
        {
            Phase.UnderStructuring => (0.45 + 0.3 * u, 0, 0.1 + 0.15 * u, 0.04, 0.3 + 0.1 * u, 0.02, -15 - 10 * u, 0.5, 0.2),
            Phase.TeleodynamicGrowth => (0.4, -0.16 - 0.1 * u, 0.35, 0.16 + 0.1 * u, 0.14 + 0.06 * u, 0.14, 0, 1.2, 0.6),
            Phase.OverStructuring => (0.12 + 0.1 * u, 0, 0.7 + 0.1 * u, 0, 0.01, 0.01, 0, 0.5, 0.7 + 0.2 * u),
            _ => (0.2 + 0.06 * u, 0, 0.5, 0, 0.1, 0.1, 0, 1, 0.5),   // busy, steady, profitable: none of the three
        };
    }
}
