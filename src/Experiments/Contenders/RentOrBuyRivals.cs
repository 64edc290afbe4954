using Teleo.Controller.Policies;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>Keep-alive times, fixed, bought, drawn or learnt.</summary>
internal static class RentOrBuyRivals
{
    private static readonly PolicyOption Tick = new("tick", 1, "seconds between looks at the clock") { Least = 1e-3 };
    private static readonly PolicyOption Hold =
        new("hold", 0, "load seconds that keeping one GiB for a second is worth; 0 uses break_even");
    private static readonly PolicyOption BreakEven = new("break_even", 10, "idle load times that cost one load") { Least = 1e-3 };

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        Ttl("ttl-1m", 60), Ttl("ttl-5m", 300), Ttl("ttl-15m", 900), Ttl("ttl-60m", 3600),
        Of("ttl", "unloads skills idle for a fixed time", "serverless platforms",
            c => new TtlPolicy("ttl", c.Catalog, c["seconds"], c["tick"]), new("seconds", 300, "idle seconds before unloading"), Tick),
        Of("ski", "unloads when holding has cost as much as a load", "Karlin et al., Algorithmica 1988",
            c => Ski("ski", c, new()), Hold, BreakEven, Tick),
        Of("ski-random", "unloads after a random part of the break-even time", "Karlin et al., Algorithmica 1994",
            c => Ski("ski-random", c, new() { IsRandomised = true }), Hold, BreakEven, Tick),
        Of("ski-lambda", "scales the break-even time by a predicted gap", "Purohit, Svitkina and Kumar, NeurIPS 2018",
            c => Ski("ski-lambda", c, new() { Trust = c["lambda"] }), Hold, BreakEven, Tick,
            new("lambda", 0.5, "part of break-even when a long gap is expected; its inverse when a short one is")
            {
                Least = 0.01,
                Most = 1
            }),
        Of("hybrid-histogram", "learns the return time of each skill, loads ahead and keeps accordingly", "Shahrad et al., USENIX ATC 2020",
            c => new HybridHistogramPolicy("hybrid-histogram", c.Catalog, c["fixed"], c["tick"]),
            new("fixed", 600, "keep-alive seconds while the histogram has no shape"), Tick),
        Of("working-set", "keeps the skills used within a window", "Denning, CACM 1968",
            c => new TtlPolicy("working-set", c.Catalog, c["window"], c["tick"]),
            new("window", 120, "seconds of the window") { Least = 1e-3 }, Tick),
        Of("pff", "a working set whose window follows the rate of misses", "Chu and Opderbeck, IEEE Computer 1976",
            c => new PageFaultFrequencyPolicy("pff", c.Catalog, c["window"], c["low"], c["high"], c["tick"]),
            new("window", 120, "seconds of the first window") { Least = 1e-3 },
            new("low", 1, "misses a minute below which it narrows"), new("high", 6, "misses a minute above which it widens"), Tick),
    ];

    private static PolicyEntry Ttl(string name, double seconds) =>
        Of(name, $"unloads skills idle for {seconds / 60:0} minutes", "serverless platforms",
            c => new TtlPolicy(name, c.Catalog, seconds, c["tick"]), Tick);

    private static SkiRentalPolicy Ski(string name, PolicyContext context, SkiRentalOptions options) => new(name, context, options with
    {
        HoldPerGibSecond = context["hold"],
        BreakEvenLoads = context["break_even"],
        TickSeconds = context["tick"],
    });

    private static PolicyEntry Of(string name, string description, string source,
        Func<PolicyContext, IPolicy> create, params PolicyOption[] options) =>
        new(name, PolicyFamily.RentOrBuy, description, source, create) { Options = [.. options] };
}
