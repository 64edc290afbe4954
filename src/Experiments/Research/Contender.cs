using Teleo.Controller.Deciding;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Research;

/// <summary>A policy for a pool: one of the catalog by name, your own, or our controller with your own options.</summary>
/// <example><code>
/// Contender named = "ttl:seconds=60";
/// Contender mine = new("mine", context => new MyPolicy(context));
/// Contender ours = Contender.Controller("richer", new ControllerOptions { Ledger = LedgerOptions.Pool with { GainPerCorrect = 0.1 } });
/// </code></example>
/// <param name="Make">Creates it for each run; null takes it from the catalog by its name.</param>
public sealed record Contender(string Name, Func<PolicyContext, IPolicy>? Make = null)
{
    public static implicit operator Contender(string name) => new(name);

    /// <summary>Our controller with other options: another resource law, other weights, other brakes.</summary>
    public static Contender Controller(string name, ControllerOptions options) =>
        new(name, context => new TeleodynamicPolicy(context.Catalog, options, context.Seeds.RootSeed, name));
}
