using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;

namespace Teleo.Server.Serving;

/// <summary>Makes policies for a server's models: to decide over them, or to be played on their traffic.</summary>
internal static class ServedPolicy
{
    /// <summary>Judged answers of the past fade, as what is right may change while a server runs.</summary>
    public static AdaptationOptions Adaptation { get; } = new() { QualityMemory = 50 };

    /// <param name="spec">A name with options, such as <c>ttl:seconds=60</c>.</param>
    public static IPolicy Of(string spec, ServeOptions options, Catalog catalog, ResourceVector capacity)
    {
        var usual = new ScoreOptions();
        double scale = ServiceLevels.DefaultLimitSeconds / options.LimitSeconds;
        var context = new PolicyContext(catalog, capacity, new SeedTree(options.Seed))
        {
            // Requests of a task may be answered by whoever covers it.
            Controller = new ControllerOptions
            {
                Adaptation = Adaptation,
                Score = usual with
                {
                    WaitPrice = scale * usual.WaitPrice,
                    LoadPrice = scale * usual.LoadPrice,
                    Coverage = 1,
                    MissMode = MissMode.Wait,
                },
            },
        };
        if (PolicyCatalog.TryCreate(spec, context, out var policy, out string? problem)) return policy;
        string near = PolicyCatalog.TryFind(spec, out _) ? "" : Suggestions.Sentence(PolicyCatalog.NameIn(spec), PolicyCatalog.Names);
        throw new InputException("BadPolicy", problem + near);
    }
}
