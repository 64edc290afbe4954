using Teleo.Controller.Policies;
using Teleo.Experiments.ProductRivals;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>The rules of widely used pool managers, with their quirks, each with a variant without them.</summary>
internal static class ShippedRivals
{
    private const string Ollama = "ollama, server/sched.go";

    private static readonly PolicyOption KeepAlive = new("keep_alive", 300, "idle seconds before unloading");
    private static readonly PolicyOption MostLoaded = new("max_loaded", 0, "models loaded at once; 0 counts none");
    private static readonly PolicyOption LoadTimeout =
        new("timeout", 60, "seconds that a load may take, from which the refusal is derived");
    private static readonly PolicyOption Most =
        new("n", 0, "how many to keep; 0 means the shipped number, or what always fits if that is less");

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        Of("ollama", "idle runners leave by keep-alive and name until 80 % of the free room is enough", Ollama,
            c => new OllamaPolicy("ollama", c.Catalog, KeepAlives(c), isRepaired: false, (int)c["max_loaded"]), KeepAlive, MostLoaded),
        Of("ollama-repaired", "ollama by recency, using all the room", Ollama,
            c => new OllamaPolicy("ollama-repaired", c.Catalog, KeepAlives(c), isRepaired: true, (int)c["max_loaded"]), KeepAlive,
                MostLoaded),
        Of("llamacpp", "keeps the 4 most recently used, by count", "llama.cpp, server router mode (--models-max)",
            c => new MostRecentPolicy("llamacpp", c.Catalog, Count(c, shipped: 4), sparesBusy: true), Most),
        Of("llamacpp-repaired", "keeps the most recently used that fit", "llama.cpp, server router mode",
            c => new MostRecentPolicy("llamacpp-repaired", c.Catalog, int.MaxValue, sparesBusy: true)),
        Of("rayserve", "keeps the 3 most recently used and asks for the busy to go too", "Ray Serve, model multiplexing",
            c => new MostRecentPolicy("rayserve", c.Catalog, Count(c, shipped: 3), sparesBusy: false), Most),
        Of("localai", "one leaves each half second while over 80 % is used", "LocalAI, memory reclaimer",
            c => new LocalAiPolicy("localai", c.Catalog, isSizeAware: false, isRepaired: false)),
        Of("localai-size", "as localai, the largest first", "LocalAI, memory reclaimer, size-aware",
            c => new LocalAiPolicy("localai-size", c.Catalog, isSizeAware: true, isRepaired: false)),
        Of("localai-repaired", "a waiting load makes its own room by recency", "LocalAI, memory reclaimer",
            c => new LocalAiPolicy("localai-repaired", c.Catalog, isSizeAware: false, isRepaired: true)),
        Of("llama-swap", "one at a time, its default", "llama-swap, without groups",
            c => new LlamaSwapPolicy("llama-swap", c.Catalog, DeclaredSets.Singles(c.Catalog))),
        Of("llama-swap-groups", "declared sets: the catalog in order, as many as fit in each", "llama-swap, groups",
            c => new LlamaSwapPolicy("llama-swap-groups", c.Catalog, DeclaredSets.InOrder(c))),
        Of("modelmesh", "least recently used, refusing to churn", "ModelMesh, weighted LRU with churn refusal",
            c => new ModelMeshPolicy("modelmesh", c.Catalog, c["timeout"], isRepaired: false), LoadTimeout),
        Of("modelmesh-repaired", "modelmesh whose refusal ends when the wait has paid for the exchange", "ModelMesh",
            c => new ModelMeshPolicy("modelmesh-repaired", c.Catalog, c["timeout"], isRepaired: true), LoadTimeout),
        Of("lemonade", "most idle seconds for each load second leaves; five idle minutes end a stay", "Lemonade server",
            c => new LemonadePolicy("lemonade", c.Catalog, isRepaired: false)),
        Of("lemonade-repaired", "lemonade without the hard idle limit", "Lemonade server",
            c => new LemonadePolicy("lemonade-repaired", c.Catalog, isRepaired: true)),
        Of("logos", "a planner every 10 s with fading demand and ratio gates on the dearest victim",
            "edutelligence, Logos capacity planner",
            c => new LogosPolicy("logos", c.Catalog, isRepaired: false)),
        Of("logos-repaired", "logos against the sum of its victims, with credit for waiting", "edutelligence, Logos capacity planner",
            c => new LogosPolicy("logos-repaired", c.Catalog, isRepaired: true)),
        Of("quartermaster", "least recently used, sparing those used within 10 s for up to a minute", "quartermaster",
            c => new QuartermasterPolicy("quartermaster", c.Catalog)),
        Of("lmstudio", "one on-demand model, an hour of idleness", "LM Studio, just-in-time loading",
            c => new LmStudioPolicy("lmstudio", c.Catalog)),
        Of("continuum", "replaces only if a tenth is free afterwards", "continuum",
            c => new ContinuumPolicy("continuum", c.Catalog, isRepaired: false)),
        Of("continuum-repaired", "continuum without the headroom", "continuum",
            c => new ContinuumPolicy("continuum-repaired", c.Catalog, isRepaired: true)),
        Of("omlx", "the least recently used that makes the room alone, else the largest", "omlx",
            c => new OmlxPolicy("omlx", c.Catalog)),
    ];

    private static double[] KeepAlives(PolicyContext context) => [.. Enumerable.Repeat(context["keep_alive"], context.Catalog.Count)];

    /// <summary>
    /// The count to keep. A rule that counts and never weighs would ask for more than there is wherever its number of
    /// the largest skills does not fit; the shipped number is then lowered, a chosen one refused.
    /// </summary>
    private static int Count(PolicyContext context, int shipped)
    {
        int fitting = 0;
        var taken = default(Teleo.Controller.Domain.ResourceVector);
        foreach (var skill in context.Catalog.Skills.Where(s => s.Footprint.FitsWithin(context.Capacity))
            .OrderByDescending(s => s.Footprint.ResidentBytes))
        {
            taken += skill.Footprint;
            if (!taken.FitsWithin(context.Capacity)) break;
            fitting++;
        }

        int chosen = (int)context["n"];
        if (chosen > fitting)
            throw new PolicyRefusedException($"{chosen} of the largest skills do not fit together, {fitting} do: set n={fitting}");
        return chosen > 0 ? chosen : Math.Clamp(fitting, 1, shipped);
    }

    private static PolicyEntry Of(string name, string description, string source,
        Func<PolicyContext, IPolicy> create, params PolicyOption[] options) =>
        new(name, PolicyFamily.Shipped, description, source, create) { Options = [.. options] };
}
