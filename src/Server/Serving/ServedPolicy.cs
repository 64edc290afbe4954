using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Pool.Live;

namespace Teleo.Server.Serving;

/// <summary>Makes policies for a server's models: to decide over them, or to be played on their traffic.</summary>
internal static class ServedPolicy
{
    /// <param name="spec">A name with options, such as <c>ttl:seconds=60</c>.</param>
    public static IPolicy Of(string spec, ServeOptions options, Catalog catalog, ResourceVector capacity)
    {
        // A model that clients may name is sent away for good by the operator alone.
        var usual = LiveSettings.Controller(options.LimitSeconds, MissMode.Wait);
        var generator = usual.Generator with { Operators = OperatorSet.All & ~OperatorSet.Retire };
        var context = new PolicyContext(catalog, capacity, new SeedTree(options.Seed))
        {
            Controller = usual with { Generator = generator },
        };
        if (PolicyCatalog.TryCreate(spec, context, out var policy, out string? problem)) return policy;
        throw new InputException("BadPolicy", problem);
    }
}
