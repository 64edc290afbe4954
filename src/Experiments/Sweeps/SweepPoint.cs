using System.Globalization;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Plays a policy at one point of a space of parameters: the load, the capacity, or numbers of the policy. Where another policy is named,
/// it is played on the same requests with the same seed.
/// </summary>
internal sealed class SweepPoint(Scenario scenario, string policy, double seconds)
{
    public const string LoadAxis = "load", CapacityAxis = "capacity";

    /// <summary>Seconds over which resident sets are compared.</summary>
    private const double EpochSeconds = 60;

    /// <summary>The policy whose cost is compared; null for none.</summary>
    public string? Against { get; init; }

    public PointFigures Play(IReadOnlyList<(string Name, double Value)> at, ulong seed, CancellationToken cancellation)
    {
        double load = ValueOf(at, LoadAxis) ?? 1;
        var machine = ValueOf(at, CapacityAxis) is { } capacity
            ? scenario with { Capacity = ((long)Math.Round(capacity)).ToString(CultureInfo.InvariantCulture) }
            : scenario;
        var prepared = machine.Prepare(seed);
        prepared = prepared.Over(PacedWorkload.Constant(prepared.Run.Trace, load, seconds));
        var probe = new PoolProbe(EpochSeconds);
        var own = Play(prepared, policy, at, new RunHooks { Decided = probe.Note }, cancellation);
        double influence = Against is { } other
            ? PointFigures.PercentBeyond(Play(prepared, other, at, null, cancellation).Cost, own.Cost)
            : double.NaN;
        return Of(own, probe) with { Influence = influence };
    }

    /// <summary>The policy's name with more numbers: <c>teleodynamic:tick=5,trickle=0.002</c>.</summary>
    internal static string WithOptions(string policy, IEnumerable<(string Name, double Value)> options)
    {
        string text = string.Join(',', options.Select(option => FormattableString.Invariant($"{option.Name}={option.Value:R}")));
        return text.Length == 0 ? policy : policy + (policy.Contains(':') ? "," : ":") + text;
    }

    /// <summary>
    /// Returns the fault of a policy that is not known, or of a parameter that it does not have; null where there is none.
    /// </summary>
    internal static string? ProblemWith(string policy, string? against, params IEnumerable<SweepAxis> axes)
    {
        foreach (string name in against is null ? [policy] : (string[])[policy, against])
            if (PolicyCatalog.ProblemWith(name) is { } problem) return problem;
        string[] all = [.. axes.Select(axis => axis.Name)];
        if (all.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"two of the parameters are '{twice.Key}'; name different ones";
        return axes.Where(axis => !IsOfPool(axis.Name)).Select(axis =>
            PolicyCatalog.ProblemWith(WithOptions(policy, [(axis.Name, axis.From)])))
            .FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Returns true if the parameter belongs to the pool and not to a policy.</summary>
    internal static bool IsOfPool(string name) => name is LoadAxis or CapacityAxis;

    private static RunReport Play(PreparedScenario prepared, string policy, IReadOnlyList<(string Name, double Value)> at,
        RunHooks? hooks, CancellationToken cancellation)
    {
        string spec = WithOptions(policy, at.Where(one => !IsOfPool(one.Name) && HasOption(policy, one.Name)));
        return prepared.Run.Play(catalog => prepared.CreatePolicy(spec, catalog), hooks, cancellation);
    }

    /// <summary>A rival without the number that is swept is played as it is.</summary>
    private static bool HasOption(string policy, string name) =>
        !PolicyCatalog.TryFind(policy, out var entry) || entry.Options.Any(option => option.Name == name);

    private static PointFigures Of(RunReport report, PoolProbe probe)
    {
        var epochs = probe.Epochs.Skip(1).ToList();   // the first epoch is compared with an empty pool
        double decisions = Math.Max(1, probe.Decisions), requests = Math.Max(1, report.Requests);
        return new(
            epochs.Count == 0 ? 0 : epochs.Average(epoch => epoch.Overlap),
            epochs.Count == 0 ? 0 : epochs.Average(epoch => epoch.ResidentShare),
            probe.Actions / (report.SimulatedSeconds / 60),
            probe.NoOps / decisions,
            probe.GateBound / decisions,
            1 - (report.SloAttainment ?? 0),
            1000 * (report.Loads - report.FirstLoads) / requests,
            report.Cost,
            double.NaN);
    }

    private static double? ValueOf(IReadOnlyList<(string Name, double Value)> at, string name) =>
        at.Where(one => one.Name == name).Select(one => (double?)one.Value).FirstOrDefault();
}
