using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// One run of a pool whose clients repeat what is not answered. More repeats make longer queues, and longer queues more repeats: the pool
/// can tip into a state in which most of what it serves is no longer wanted.
/// </summary>
/// <param name="Present">Requests in the pool, once every <see cref="SampleSeconds"/>.</param>
/// <param name="Again">Requests sent again for each one sent for the first time, minute by minute.</param>
internal sealed record StormRun(double[] Present, double[] Again)
{
    public const double SampleSeconds = 10, MinuteSeconds = 60;

    /// <summary>Seconds between two looks of the clients.</summary>
    private const double SpanSeconds = 1;

    /// <summary>Repeats for each new request from which a minute belongs to a storm.</summary>
    private const double StormRatio = 1;

    /// <summary>The end of the first minute of a storm that lasts three minutes; not a number if there is none.</summary>
    public double TipSeconds
    {
        get
        {
            for (int minute = 0; minute + 2 < Again.Length; minute++)
                if (Again[minute] >= StormRatio && Again[minute + 1] >= StormRatio && Again[minute + 2] >= StormRatio)
                    return (minute + 1) * MinuteSeconds;
            return double.NaN;
        }
    }

    /// <summary>Repeats for each new request in the last five minutes.</summary>
    public double AgainAtEnd => Again[^5..].Average();

    public bool EndsInStorm => AgainAtEnd >= StormRatio;

    /// <param name="pieces">The load over time, as multiples of the workload's rate.</param>
    public static StormRun Play(PreparedScenario prepared, string policy, RetryRules rules,
        IReadOnlyList<(double Seconds, double From, double To)> pieces, CancellationToken cancellation)
    {
        if (PacedWorkload.Warped(prepared.Run.Trace, pieces) is not MemoryWorkload fresh)
            throw new Teleo.Engine.Input.InputException("CannotRepeat",
                "clients that foretell cannot repeat what they send; give another workload");
        var clients = new RetryingClients(fresh, rules);
        using var simulation = prepared.Over(clients).Run.Begin(catalog => prepared.CreatePolicy(policy, catalog), null);
        simulation.Plant.State.Meter = clients;
        int seconds = (int)pieces.Sum(piece => piece.Seconds);
        double[] present = new double[(int)(seconds / SampleSeconds)], again = new double[(int)(seconds / MinuteSeconds)];
        var before = clients.Sent;
        for (int second = 0; second < seconds; second++)
        {
            long until = PlantState.Nanoseconds(second + SpanSeconds);
            clients.Offer(PlantState.Nanoseconds(second), until);
            simulation.Run(until, cancellation);
            if ((second + 1) % SampleSeconds == 0) present[(int)((second + 1) / SampleSeconds) - 1] = simulation.Counters.Present;
            if ((second + 1) % MinuteSeconds != 0) continue;
            again[(int)((second + 1) / MinuteSeconds) - 1] =
                (clients.Sent.Again - before.Again) / Math.Max(1.0, clients.Sent.Fresh - before.Fresh);
            before = clients.Sent;
        }

        return new(present, again);
    }
}
