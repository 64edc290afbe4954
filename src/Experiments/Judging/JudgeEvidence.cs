namespace Teleo.Experiments.Judging;

/// <summary>The runs of one subject by world and treatment, one for each seed, and the costs of references in the same worlds.</summary>
internal sealed class JudgeEvidence
{
    private readonly Dictionary<(string World, string Treatment), JudgedRun[]> _runs = [];
    private readonly Dictionary<(string World, string Policy), JudgedRun[]> _references = [];

    public required int Seeds { get; init; }

    public required ulong FirstSeed { get; init; }

    public JudgedRun[]? Runs(JudgeWorld world, string treatment) => _runs.GetValueOrDefault((world.Name, treatment));

    public void Add(JudgeWorld world, string treatment, JudgedRun[] runs) => _runs[(world.Name, treatment)] = runs;

    public void AddReference(JudgeWorld world, string policy, JudgedRun[] runs) => _references[(world.Name, policy)] = runs;

    public JudgedRun[]? Reference(JudgeWorld world, string policy) => _references.GetValueOrDefault((world.Name, policy));

    /// <summary>The reference with the lowest mean cost in a world.</summary>
    public (string Policy, JudgedRun[] Runs)? Best(JudgeWorld world)
    {
        (string, JudgedRun[])? best = null;
        double least = double.PositiveInfinity;
        foreach (var ((name, policy), runs) in _references.OrderBy(entry => entry.Key.Policy, StringComparer.Ordinal))
        {
            double mean = runs.Average(run => run.Cost);
            if (name != world.Name || mean >= least) continue;
            (best, least) = ((policy, runs), mean);
        }

        return best;
    }

    /// <summary>Returns one figure for each seed; null if a needed treatment was not run.</summary>
    public double[]? Of(JudgeWorld world, string treatment, Func<JudgedRun, double> figure) =>
        Runs(world, treatment) is { } runs ? [.. runs.Select(figure)] : null;

    /// <summary>Returns one figure for each seed of the untreated runs in two worlds with the same arrivals.</summary>
    public double[]? Of(JudgeWorld world, JudgeWorld other, Func<JudgedRun, JudgedRun, double> figure) =>
        Runs(world, Treatments.Full) is { } first && Runs(other, Treatments.Full) is { } second ? [.. first.Zip(second, figure)] : null;

    /// <summary>Returns one figure for each seed of two treatments of the same arrivals.</summary>
    public double[]? Of(JudgeWorld world, string treatment, string other, Func<JudgedRun, JudgedRun, double> figure) =>
        Runs(world, treatment) is { } first && Runs(world, other) is { } second ? [.. first.Zip(second, figure)] : null;
}
