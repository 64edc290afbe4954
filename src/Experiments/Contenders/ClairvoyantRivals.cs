using Teleo.Controller.Learning;
using Teleo.Controller.Policies;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>Policies that know future requests. None can be deployed; they show the possible gain of each kind of knowledge.</summary>
internal static class ClairvoyantRivals
{
    /// <summary>The rate of a skill without future requests: small, but not zero.</summary>
    private const double LeastRate = 1e-7;

    private const string Belady = "Belady, IBM Systems Journal 1966, with loading ahead";

    private static readonly PolicyOption Horizon = new("horizon", 60, "seconds over which values are weighed") { Least = 1e-3 };

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        new("clairvoyant", PolicyFamily.Clairvoyant, "loads the next absent skill ahead, in place of the farthest next use", Belady,
            c => new ClairvoyantPolicy("clairvoyant", c.Catalog, FutureOf(c), double.PositiveInfinity)),
        new("clairvoyant-credit", PolicyFamily.Clairvoyant,
            "serves whoever gains most for each load second, in place of the farthest next use", Belady,
            c => new ClairvoyantCreditPolicy("clairvoyant-credit", c.Catalog, FutureOf(c), c["horizon"], c["credit"]))
        {
            Options = [Horizon, new("credit", 60, "seconds of waiting that each waiting request counts for")],
        },
        new("foresight", PolicyFamily.Clairvoyant, "clairvoyant that knows arrivals so many seconds ahead, and recent rates beyond", Belady,
            c => new ClairvoyantPolicy("foresight", c.Catalog, FutureOf(c), c["seconds"]))
        {
            Options = [new("seconds", 10, "seconds of arrivals that it knows")],
        },
        new("attainable", PolicyFamily.Clairvoyant,
            "our controller told the true rates of the coming seconds: what better estimates could reach", "this project",
            c => Informed(c, FutureOf(c), c["window"]))
        {
            Options = [new("window", 600, "seconds over which the coming requests are counted") { Least = 1e-3 }],
        },
        new("mpc-perfect", PolicyFamily.Clairvoyant, "mpc that knows the next request of every skill", "receding-horizon control",
            c => new MpcPolicy("mpc-perfect", c.Catalog, new PerfectForecast(FutureOf(c), c["horizon"]), c["load_price"]))
        {
            Options = [Horizon, new("load_price", 1, "seconds of waiting that one load second is worth")],
        },
    ];

    private static TeleodynamicPolicy Informed(PolicyContext context, IFuture future, double windowSeconds)
    {
        long windowNs = (long)(windowSeconds * 1e9);
        return new(context.Catalog, context.Controller, context.Seeds.KeyOf("teleodynamic", context.Replication), "attainable", Know);

        SkillEstimate Know(int skill, long nowNs, SkillEstimate learned) => learned with
        {
            DemandPerSecond = Math.Max(LeastRate, future.Count(skill, nowNs, nowNs + windowNs) / windowSeconds),
            DemandStandardError = 0,
        };
    }

    private static IFuture FutureOf(PolicyContext context) =>
        context.Future ?? throw new PolicyRefusedException("it needs the future of the run");
}
