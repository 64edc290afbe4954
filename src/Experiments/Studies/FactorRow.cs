using System.Numerics;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

/// <summary>One line of <c>factors.csv</c>: the contribution of a component, or of several together.</summary>
internal sealed record FactorRow(string Kind, string Components, double Contribution, Interval Interval95)
{
    public static readonly StudyColumn<FactorRow>[] Columns =
    [
        new("kind", "",
            "leave-one-out (what the component adds to all others), add-one-in (to none of them), effect (2^k contrast), interaction "
                + "(f(AB) - f(A) - f(B) + f(0)), or shapley (average over every order of adding)",
            row => row.Kind),
        new("components", "", "the ablations that take them away, joined by +", row => row.Components),
        new("contribution", "share of the baseline's mean",
            "change of the primary metric that having the component makes, mean over seeds",
            row => row.Contribution),
        new("lower95", "share of the baseline's mean", "lower end of Student's 95 % interval", row => row.Interval95.Lower),
        new("upper95", "share of the baseline's mean", "upper end of it", row => row.Interval95.Upper),
    ];

    public static IEnumerable<FactorRow> Of(StudyResults results)
    {
        string[] names = [.. results.Study.Factors];
        var seeds = Factors.PerSeed(results);
        foreach (int component in Enumerable.Range(0, names.Length))
        {
            yield return Row("leave-one-out", names[component], seeds, f => f.LeaveOneOut(component));
            yield return Row("add-one-in", names[component], seeds, f => f.AddOneIn(component));
            yield return Row("shapley", names[component], seeds, f => f.Shapley(component));
        }

        foreach (int set in Enumerable.Range(1, (1 << names.Length) - 1))
        {
            string joined = string.Join('+', names.Where((_, i) => (set >> i & 1) != 0));
            yield return Row("effect", joined, seeds, f => f.Effect(set));
            if (BitOperations.PopCount((uint)set) != 2) continue;
            int a = BitOperations.TrailingZeroCount(set), b = BitOperations.Log2((uint)set);
            yield return Row("interaction", joined, seeds, f => f.Interaction(a, b));
        }
    }

    private static FactorRow Row(string kind, string components, IReadOnlyList<Factorial> seeds, Func<Factorial, double> contribution)
    {
        double[] values = [.. seeds.Select(contribution)];
        var interval = values.All(double.IsFinite) && values.Length > 1
            ? PairedTest.Of(values).Interval(0.95)
            : new Interval(double.NaN, double.NaN);
        return new(kind, components, Sample.Mean(values), interval);
    }
}
