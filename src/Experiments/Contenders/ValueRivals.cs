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
            "the set that makes room at the least recent rate times load seconds leaves", "this project; Landlord's cost taken over sets",
            context => new ValueSetPolicy("value-set", context.Catalog, context[HalfLife.Name])) { Options = [HalfLife] },
        new("value-set-credit", PolicyFamily.ValueSet,
            "value-set, serving first who gains most with the waiting already done", "this project",
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
            "value-set with our controller's demand, serving first who gains most, a credit for each waiting request", "this project",
            context => new QueueCreditPolicy("queue-credit", context.Catalog, context["credit"], context["horizon"]))
        {
            Options =
            [
                new("credit", 60, "seconds of waiting that each waiting request counts as, beside those it has waited") { Most = 1e6 },
                new("horizon", 60, "seconds over which values are weighed") { Least = 1e-3 },
            ],
        },
        new("delayed-hit", PolicyFamily.ValueSet,
            "least aggregate delay for each byte, counting those who arrive during a load", "Atre et al., SIGCOMM 2020",
            context => new DelayedHitPolicy("delayed-hit", context.Catalog, context[HalfLife.Name])) { Options = [HalfLife] },
    ];
}
