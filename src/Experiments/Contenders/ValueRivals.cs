using Teleo.Controller.Policies;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>Policies that weigh what a resident is worth in reload seconds.</summary>
internal static class ValueRivals
{
    private static readonly PolicyOption HalfLife = new("half_life", 300, "seconds after which a request counts half") { Least = 1e-3 };

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        new("value-set", PolicyFamily.ValueSet,
            "evicts the set with the least sum of recent rate times load seconds", "this project; Landlord's cost taken over sets",
            context => new ValueSetPolicy("value-set", context.Catalog, context[HalfLife.Name])) { Options = [HalfLife] },
        new("value-set-credit", PolicyFamily.ValueSet,
            "value-set; loads first the skill that saves the most per load second, with accrued waiting", "this project",
            context => new WaitCreditPolicy("value-set-credit", context.Catalog, context[HalfLife.Name],
                context["horizon"], context["kappa"]))
        {
            Options =
            [
                HalfLife,
                new("horizon", 60, "seconds over which values are weighed") { Least = 1e-3 },
                new("kappa", 0, "seconds of waiting that a load second is worth where someone has to leave"),
            ],
        },
        new("queue-credit", PolicyFamily.ValueSet,
            "value-set-credit with our controller's demand estimate and a credit for each waiting request", "this project",
            context => new QueueCreditPolicy("queue-credit", context.Catalog, context["credit"], context["horizon"]))
        {
            Options =
            [
                new("credit", 60, "extra seconds of waiting for each waiting request") { Most = 1e6 },
                new("horizon", 60, "seconds over which values are weighed") { Least = 1e-3 },
            ],
        },
        new("delayed-hit", PolicyFamily.ValueSet,
            "least total delay per byte, with requests that arrive during a load", "Atre et al., SIGCOMM 2020",
            context => new DelayedHitPolicy("delayed-hit", context.Catalog, context[HalfLife.Name])) { Options = [HalfLife] },
    ];
}
