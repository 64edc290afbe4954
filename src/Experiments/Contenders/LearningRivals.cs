using Teleo.Controller.Policies;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>Online learning with guarantees, and feedback control.</summary>
internal static class LearningRivals
{
    private static readonly PolicyOption HalfLife = new("half_life", 300, "seconds after which a request counts half") { Least = 1e-3 };
    private static readonly PolicyOption Horizon = new("horizon", 60, "seconds over which values are weighed") { Least = 1e-3 };
    private static readonly PolicyOption LoadPrice = new("load_price", 1, "seconds of waiting that one load second is worth");
    private static readonly PolicyOption Epoch = new("epoch", 60, "seconds of an epoch") { Least = 1e-3 };

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        new("ftpl", PolicyFamily.Learning, "keeps the set that leads so far, disturbed by noise",
            "Kalai and Vempala, JCSS 2005; Bhattacharjee, Banerjee and Sinha, SIGMETRICS 2020",
            c => new FtplPolicy("ftpl", c, c["epoch"], c["noise"])) { Options = [Epoch, new("noise", 1, "scale of the noise, in loads")] },
        new("exp3", PolicyFamily.Learning, "a bandit over lru, value-set, ttl-5m and ski", "Auer et al., SIAM J. Computing 2002", Exp3)
        {
            Options = [Epoch, LoadPrice, new("exploration", 0.1, "share of epochs spent on trying") { Least = 1e-6, Most = 1 }],
        },
        new("drift-plus-penalty", PolicyFamily.FeedbackControl, "virtual queues of what was used beyond its budget price what comes next",
            "Neely, Stochastic Network Optimization, 2010",
            c => new DriftPlusPenaltyPolicy("drift-plus-penalty", c.Catalog, new()
            {
                V = c["v"],
                LoadBudget = c["load_budget"],
                MemoryBudget = c["memory_budget"],
                HalfLifeSeconds = c["half_life"],
                HorizonSeconds = c["horizon"],
                AheadMargin = c["ahead"],
            }))
        {
            Options =
            [
                HalfLife, Horizon,
                new("v", 10, "weight of waiting against the queues") { Least = 1e-6 },
                new("load_budget", 0.5, "load seconds allowed in each second"),
                new("memory_budget", 1, "share of memory allowed in the long run"),
                new("ahead", 10, "load seconds that loading ahead must gain for each one spent"),
            ],
        },
        new("mpc", PolicyFamily.FeedbackControl, "plans over a horizon from recent rates and takes the first step",
            "receding-horizon control",
            c => new MpcPolicy("mpc", c.Catalog, new RateForecast(c.Catalog.Count, c["half_life"], c["horizon"]), c["load_price"]))
        {
            Options = [HalfLife, Horizon, LoadPrice],
        },
        new("threshold-pair", PolicyFamily.FeedbackControl, "loads ahead above one threshold, unloads below another", "hysteresis control",
            c => new ThresholdPairPolicy("threshold-pair", c.Catalog, c["half_life"], c["up"], Math.Min(c["down"], c["up"])))
        {
            Options =
            [
                HalfLife,
                new("up", 0.05, "expected reload seconds each second above which it loads ahead"),
                new("down", 0.0005, "the same, below which it unloads"),
            ],
        },
    ];

    private static Exp3Policy Exp3(PolicyContext context) => new(
        "exp3",
        [
            new CachePolicy<LruRule>("lru", context.Catalog, HalfLife.Default),
            new ValueSetPolicy("value-set", context.Catalog, HalfLife.Default),
            new TtlPolicy("ttl-5m", context.Catalog, 300, 1),
            new SkiRentalPolicy("ski", context, new()),
        ],
        context.Seeds.Stream("exp3", context.Replication), context["epoch"], context["exploration"], context["load_price"]);
}
