using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Falsification;

/// <summary>The disturbed part, once, in the middle of a run, without a repair.</summary>
internal enum Disturbed
{
    /// <summary>Every resident runtime crashes.</summary>
    Structure,

    /// <summary>Each skill is credited with two hundred wrong answers that it never gave.</summary>
    Parameters,

    /// <summary>The resource is taken away down to its minimum.</summary>
    Resource,

    /// <summary>The fast loop gets hours in place of seconds of service.</summary>
    Observations,
}

/// <summary>
/// An arm that is disturbed: <c>teleodynamic!structure</c>. Beside the undisturbed arm on the same streams it shows
/// what the disturbance cost, and, past a warm-up that cuts it off, whether the pool came back.
/// </summary>
internal sealed record Perturbation(string Policy, Disturbed? What)
{
    private const int Falsehoods = 200;

    private const double WrongSeconds = 3600;

    public static bool TryParse(string arm, out Perturbation perturbation)
    {
        string[] parts = arm.Split('!', 2);
        perturbation = new(parts[0], null);
        if (parts.Length == 1) return true;
        bool known = Enum.TryParse(parts[1], ignoreCase: true, out Disturbed what) && Enum.IsDefined(what)
            && !int.TryParse(parts[1], out _);
        perturbation = new(parts[0], what);
        return known;
    }

    public static string Known => string.Join(", ", Enum.GetNames<Disturbed>()).ToLowerInvariant();

    /// <summary>Disturbs the run once half of its requests have arrived. Gives true when it did.</summary>
    public bool ApplyAt(Simulation simulation, TeleodynamicPolicy policy, long requests)
    {
        if (simulation.Number < requests / 2) return false;
        var view = simulation.Plant.Sense();
        switch (What)
        {
            case Disturbed.Structure:
                simulation.Plant.CrashAll();
                break;
            case Disturbed.Resource:
                policy.Drain();
                break;
            default:
                for (int skill = 0; skill < view.Catalog.Count; skill++)
                {
                    var lie = What == Disturbed.Parameters
                        ? new PoolEvent(PolicyEvents.Completion, skill, view.NowNs, Correct: 0)
                        : new PoolEvent(PolicyEvents.Completion, skill, view.NowNs, Waited: WrongSeconds,
                            Seconds: WrongSeconds)
                        { WithinTime = false };
                    for (int i = 0; i < Falsehoods; i++) policy.Adaptation.Observe(lie, view, view.NowNs);
                }

                break;
        }

        return true;
    }
}
