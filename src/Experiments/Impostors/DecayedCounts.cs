using Teleo.Controller.Domain;

namespace Teleo.Experiments.Impostors;

/// <summary>One count of requests for each skill; a request counts by 1/e after a time.</summary>
internal sealed class DecayedCounts(int skills)
{
    public double[] Values { get; } = new double[skills];

    /// <summary>The time up to which the counts have decayed.</summary>
    public double Seconds { get; set; }

    /// <summary>Counts an arrival or a miss; other events leave the counts alone.</summary>
    public void Note(in PoolEvent happened, in PoolView pool, double memorySeconds)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) == 0 || happened.Skill < 0) return;
        double now = pool.NowNs * 1e-9, left = Math.Exp((Seconds - now) / memorySeconds);
        Seconds = now;
        for (int i = 0; i < Values.Length; i++) Values[i] *= left;
        Values[happened.Skill]++;
    }
}
