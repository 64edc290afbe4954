using System.Numerics;
using MathNet.Numerics;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Divides an outcome among k components, from the outcome of every subset (bit i of a subset: component i is present). Leave-one-out alone
/// cannot distinguish two redundant components from two without effect.
/// </summary>
public sealed class Factorial
{
    public const int LargestComponents = 16;

    private readonly double[] _outcomes;

    public Factorial(IReadOnlyList<double> outcomes)
    {
        if (!BitOperations.IsPow2(outcomes.Count) || outcomes.Count > 1 << LargestComponents)
            throw new ArgumentException(
                $"{outcomes.Count} outcomes are not those of every subset of at most {LargestComponents} components");
        _outcomes = [.. outcomes];
        Components = BitOperations.Log2((uint)outcomes.Count);
    }

    public int Components { get; }

    private int Full => _outcomes.Length - 1;

    /// <summary>Returns the loss when one component is removed from the whole.</summary>
    public double LeaveOneOut(int component) => _outcomes[Full] - _outcomes[Full & ~(1 << component)];

    /// <summary>Returns the gain when one component is added to nothing.</summary>
    public double AddOneIn(int component) => _outcomes[1 << component] - _outcomes[0];

    /// <summary>f(AB) - f(A) - f(B) + f(0): above zero the two help each other.</summary>
    public double Interaction(int a, int b) =>
        _outcomes[1 << a | 1 << b] - _outcomes[1 << a] - _outcomes[1 << b] + _outcomes[0];

    /// <summary>
    /// The 2^k contrast of a set of components: for one, the mean difference it makes over all settings of the others;
    /// for two, half the change of one's effect when the other is switched on; and so on.
    /// </summary>
    public double Effect(int components)
    {
        bool IsEven(int absent) => BitOperations.PopCount((uint)absent) % 2 == 0;
        return _outcomes.Select((outcome, subset) => IsEven(components & ~subset) ? outcome : -outcome).Sum() / (_outcomes.Length / 2.0);
    }

    /// <summary>
    /// Returns the Shapley value: a component's contribution averaged over every order of adding them. The values add up to the whole.
    /// </summary>
    public double Shapley(int component)
    {
        double OrdersWith(int size) => SpecialFunctions.Factorial(size) * SpecialFunctions.Factorial(Components - size - 1);
        var without = Enumerable.Range(0, _outcomes.Length).Where(subset => (subset >> component & 1) == 0);
        return without.Sum(subset => OrdersWith(BitOperations.PopCount((uint)subset))
            * (_outcomes[subset | 1 << component] - _outcomes[subset])) / SpecialFunctions.Factorial(Components);
    }
}
