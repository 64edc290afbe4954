using Teleo.Controller.Domain;

using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>
/// The prices of the score, in credits; one credit is the value of one right answer within its time. The defaults are starting points to be
/// swept, and a study states its own.
/// </summary>
public sealed record ScoreOptions
{
    /// <summary>The shortest horizon in seconds; 0 by default, so that the longest load and the pool's own pace decide.</summary>
    public double HorizonSeconds { get; init; }

    /// <summary>
    /// The horizon as a share of the mean idle time of recently unloaded skills, at least the longest load. 0: the horizon is
    /// <see cref="HorizonSeconds"/>.
    /// </summary>
    public double HorizonShare { get; init; } = 0.3;

    /// <summary>
    /// Extends the expected waiting of waiting requests to the time in which all owed loads could be made, if that is longer than the
    /// horizon.
    /// </summary>
    public bool WaitingSpansOwedLoads { get; init; } = true;

    /// <summary>
    /// Charges an owed load for loading and for the newcomer's move. The load has to be made in any case; only its time and its victims are
    /// open.
    /// </summary>
    public bool PricesOwedLoads { get; init; }

    /// <summary>
    /// The number of loads for later requests, or for none, that may start before the load of waiting requests whose own load could start.
    /// After that their load is next. 0: no limit.
    /// </summary>
    public int MostPassed { get; init; } = 30;

    /// <summary>Credits lost per second that one request waits.</summary>
    public double WaitPrice { get; init; } = 0.1;

    /// <summary>Credits per second of loading.</summary>
    public double LoadPrice { get; init; } = 0.1;

    /// <summary>
    /// Credits per second of keeping all of the tightest byte lane in use. Nothing by default: an empty byte earns nothing.
    /// </summary>
    public double MemoryPrice { get; init; }

    /// <summary>
    /// The price of memory when a victim is needed, as a share of the earnings of the least valuable residents per byte. It favours victims
    /// that free much memory and opposes loads that take it.
    /// </summary>
    public double RoomShare { get; init; } = 0.5;

    /// <summary>The share of the pool that counts as the residents worth least.</summary>
    public double MarginShare { get; init; } = 0.1;

    /// <summary>Share by which service slows down while a load runs.</summary>
    public double InterferenceShare { get; init; } = 0.1;

    /// <summary>The number of standard errors that a difference must exceed.</summary>
    public double StandardErrors { get; init; } = 0.25;

    /// <summary>Credits per second and unit of governance burden.</summary>
    public double GovernancePrice { get; init; } = 0.001;

    /// <summary>
    /// Credits per skill moved in or out. None by default: a move costs its load and the waits that it makes, which are scored.
    /// </summary>
    public double SwitchPrice { get; init; }

    /// <summary>Credits lost by a wrong answer.</summary>
    public double WrongPrice { get; init; } = 1;

    /// <summary>The price of headroom, as a share of the miss that it softens.</summary>
    public double ReservationShare { get; init; } = 0.05;

    /// <summary>The duration of a reservation.</summary>
    public double ReservationSeconds { get; init; } = 10;

    /// <summary>Waking a suspended skill, as a share of loading it.</summary>
    public double ResumeShare { get; init; } = 0.1;

    /// <summary>
    /// The share of a skill's requests that another which covers its tasks may answer: 0 where requests name their skill, 1
    /// where they name a task. Without it, merging and changing precision have nothing to offer.
    /// </summary>
    public double Coverage { get; init; }

    /// <summary>The handling of a miss, which decides its cost.</summary>
    public MissMode MissMode { get; init; } = MissMode.Wait;

    /// <summary>Share of right answers of the generalist, where misses fall back on one.</summary>
    public double FallbackQuality { get; init; } = 0.3;

    public ScoreWeights Weights { get; init; } = new();

    public IEnumerable<string> Problems() =>
    [
        .. Broken(
            Must(HorizonSeconds > 0 || (HorizonSeconds == 0 && HorizonShare > 0),
                $"be above 0, or 0 where {nameof(HorizonShare)} is above 0", HorizonSeconds),
            NotNegative(MostPassed),
            Positive(ReservationSeconds),
            FiniteNotNegative(WaitPrice),
            FiniteNotNegative(LoadPrice),
            FiniteNotNegative(MemoryPrice),
            FiniteNotNegative(InterferenceShare),
            FiniteNotNegative(StandardErrors),
            FiniteNotNegative(GovernancePrice),
            FiniteNotNegative(SwitchPrice),
            FiniteNotNegative(WrongPrice),
            FiniteNotNegative(HorizonShare),
            FiniteNotNegative(ReservationShare),
            FiniteNotNegative(ResumeShare),
            FiniteNotNegative(RoomShare),
            FiniteNotNegative(MarginShare),
            FiniteNotNegative(FallbackQuality),
            FiniteNotNegative(Coverage)),
        .. Broken(Enum.GetValues<ScoreTerm>().Select(term =>
            Must(double.IsFinite(Weights[term]), "be finite", Weights[term], $"the weight of {term}"))),
    ];
}
