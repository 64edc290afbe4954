using System.Collections.Immutable;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// Names the beneficiary by whose benefit the controller's goals are judged: before the runs, with its definition, its consequences and its
/// end.
/// </summary>
internal static class Beneficiary
{
    public const string Name = "the pool's ability to go on serving";

    public const string Identity =
        "its structure, its parameters and its resource, each by its own revision; the same through every action that it takes itself";

    public const string Succession =
        "where the resource reaches its floor and the ledger's rule there is succession, a successor begins with a fresh endowment; the "
            + "ledger books it as an entry of its own";

    public const string Termination =
        "an operator ends it, or the ledger's rule at the floor, where that is termination: structure is then fixed for good";

    public const string Repairs =
        "none is made from outside in these runs; every disturbance is an arm of its own name, and a repair by an operator "
            + "would be another";

    /// <summary>The figures its health is read from, by their names in the tables.</summary>
    public static readonly ImmutableArray<string> Health = ["slo_attainment", "mean_wait_s", "lost", "energy_mean", "successions"];
}
