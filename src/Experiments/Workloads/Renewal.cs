using MathNet.Numerics;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

public enum GapLaw
{
    Poisson,
    Gamma,
    Weibull,
}

/// <summary>
/// Gaps with mean 1 between the events of a renewal process: operational time, which an <see cref="Intensity"/> or a
/// window's rate stretches to seconds. A shape below 1 is burstier than Poisson.
/// </summary>
internal readonly struct Renewal(GapLaw law, double shape)
{
    private readonly double _meanOfShape = law == GapLaw.Weibull ? SpecialFunctions.Gamma(1 + 1 / shape) : shape;

    public double NextGap(ref RandomStream stream) => law switch
    {
        GapLaw.Gamma => stream.NextGamma(shape) / _meanOfShape,
        GapLaw.Weibull => Math.Pow(stream.NextExponential(), 1 / shape) / _meanOfShape,
        _ => stream.NextExponential(),
    };
}
