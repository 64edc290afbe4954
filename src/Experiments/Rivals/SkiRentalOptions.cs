using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>The options of ski rental: the cost of keeping, and the weight of chance or of a prediction.</summary>
public sealed record SkiRentalOptions
{
    private const double Gibibyte = 1024.0 * 1024 * 1024;

    /// <summary>Load seconds that keeping one GiB for one second is worth; 0 sets break-even by <see cref="BreakEvenLoads"/>.</summary>
    public double HoldPerGibSecond { get; init; }

    /// <summary>Idle time, in load times, at which keeping has cost one load where no price of memory is set.</summary>
    public double BreakEvenLoads { get; init; } = 10;

    public bool IsRandomised { get; init; }

    /// <summary>
    /// Below 1, the threshold is this part of break-even where a long gap is expected, and its inverse where a short one is.
    /// </summary>
    public double Trust { get; init; } = 1;

    /// <summary>Weight of the newest gap in the mean gap.</summary>
    public double GapWeight { get; init; } = 0.2;

    public double TickSeconds { get; init; } = 1;

    public double BreakEvenSeconds(in SkillState state)
    {
        double holdPerSecond = HoldPerGibSecond * state.Footprint.ResidentBytes / Gibibyte;
        return holdPerSecond > 0 ? state.LoadSeconds / holdPerSecond : state.LoadSeconds * BreakEvenLoads;
    }
}
