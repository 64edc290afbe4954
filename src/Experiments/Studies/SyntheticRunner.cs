using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Studies;

/// <summary>
/// A runner with a known truth, for calibration of the analysis and tests of definitions: every arm has the cost of its seed, its own
/// noise, and the planted effect in its name (<c>planted:0.05</c> costs five percent more).
/// </summary>
internal sealed class SyntheticRunner(ulong root, bool logNormal = false) : ICellRunner
{
    private const double SharedSpread = 0.3, OwnSpread = 0.1;

    public string Identity => $"synthetic {root} {logNormal}";

    public ImmutableArray<MetricInfo> Metrics { get; } =
    [
        new("cost", "credits", "what serving cost, the seed's share and the arm's own", -1),
        new("noise", "1", "nothing but noise", -1),
        new("actions", "count", "how often the arm acted", 0),
    ];

    public string? WorkloadProblem(string workload) =>
        workload.StartsWith("synthetic", StringComparison.Ordinal)
            ? null
            : $"no workload '{workload}'; synthetic ones are named synthetic and anything after";

    public string? BudgetProblem(string workload, double budget, ulong seed) => null;

    public string DataOf(string workload) => "made by the program";

    public string? ArmProblem(string arm) =>
        arm is "base" or "fails" || arm.StartsWith("aa", StringComparison.Ordinal) || Planted(arm) is not null
            ? null
            : $"no arm '{arm}'; there are base, aa and anything after, planted:SHARE, fails";

    public CellOutcome Run(Cell cell, CancellationToken cancellation)
    {
        if (cell.Arm == "fails") throw new InvalidOperationException("this arm always fails");
        var tree = new SeedTree(root ^ cell.Seed);
        var shared = tree.Stream($"seed {cell.Workload}");
        var own = tree.Stream($"arm {cell.Workload} {cell.Budget} {cell.Arm}");
        double log = SharedSpread * Normal(ref shared) + OwnSpread * Normal(ref own);
        double cost = logNormal ? 100 * Math.Exp(2 * log) : 100 * (1 + log);
        return new([cost * (1 + (Planted(cell.Arm) ?? 0)), Normal(ref own), own.NextInt(50)]);
    }

    private static double? Planted(string arm) =>
        arm.StartsWith("planted:", StringComparison.Ordinal)
            && double.TryParse(arm["planted:".Length..], CultureInfo.InvariantCulture, out double share)
            ? share
            : null;

    private static double Normal(ref RandomStream chance) =>
        Statistics.Distributions.NormalQuantile((chance.NextDouble() * 0.999999999999) + 5e-13);
}
