using Teleo.Controller.Domain;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>Phases of one run, read from windows of equal length before demand changes.</summary>
internal static class PhaseOrder
{
    private const int Surrogates = 200;

    /// <summary>Share of the windows of a span in which no action was taken.</summary>
    public static double IdleShare(SubjectMeter meter, double fromSeconds, double untilSeconds)
    {
        var (first, end) = meter.WindowsOf(fromSeconds, untilSeconds);
        int idle = 0;
        for (int i = first; i < end; i++)
            if (meter.ActionsIn[i] == 0) idle++;
        return (double)idle / Math.Max(1, end - first);
    }

    /// <summary>
    /// Returns the mean decrease of the miss share from each window with an action to the next, beyond that of surrogates with the windows
    /// in random order.
    /// </summary>
    public static double GrowthBeyondSurrogates(SubjectMeter meter, double shiftSeconds)
    {
        var (_, end) = meter.WindowsOf(0, shiftSeconds);
        var falls = new double[end - 1];
        var acts = new bool[end - 1];
        for (int i = 0; i < falls.Length; i++)
        {
            falls[i] = Miss(i) - Miss(i + 1);
            acts[i] = meter.ActionsIn[i] > 0;
        }

        if (acts.All(act => !act)) return double.NaN;
        double seen = FallWhere(falls, acts), sum = 0;
        var chance = new SeedTree(0).Stream("judge.phase-surrogates");
        for (int i = 0; i < Surrogates; i++)
        {
            chance.Shuffle(acts.AsSpan());
            sum += FallWhere(falls, acts);
        }

        return seen - sum / Surrogates;

        double Miss(int window) => (double)meter.MissesIn[window] / Math.Max(1, meter.ArrivalsIn[window]);
    }

    private static double FallWhere(double[] falls, bool[] acts)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < falls.Length; i++)
        {
            if (!acts[i]) continue;
            sum += falls[i];
            count++;
        }

        return sum / count;
    }
}
