using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// An impostor that plays a fixed list of loads and then nothing, and gives each the highest score. It does not use demand.
/// </summary>
/// <param name="period">Seconds between loads.</param>
/// <param name="loads">Loads in the list; skills are drawn once for all runs where <paramref name="isRandom"/>, else they repeat in
/// order.</param>
internal sealed class ScriptedImpostor(PolicyContext context, string name, double period, int loads, bool isRandom)
    : BuiltSubject(context, name)
{
    private double _played;

    public override byte[] Rest
    {
        get => BitConverter.GetBytes(_played);
        set => _played = BitConverter.ToDouble(value);
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        decision.Offer(ControlAction.NoOp.Instance, 0);
        bool plays = _played < loads && pool.NowNs * 1e-9 >= _played * period;
        int next = isRandom ? new SeedTree(7).Stream("impostor.script", 0, (uint)_played).NextInt(Skills) : (int)_played % Skills;
        for (int skill = 0; skill < Skills; skill++)
            if (LoadOf(skill, pool) is { } load) decision.Offer(load, plays && skill == next ? 10 : -1);
        if (plays) _played++;
        decision.TakeBest();
    }

    protected override double Value(int skill, in PoolView pool) => pool.Skills[skill].LoadedAtNs * 1e-9;
}
