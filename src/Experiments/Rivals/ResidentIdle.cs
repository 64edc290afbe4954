using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>Measures the seconds a resident has been idle.</summary>
internal static class ResidentIdle
{
    /// <summary>Since its last use, or since it was loaded if that is later: no skill expires before it could be used.</summary>
    public static double Seconds(in SkillState state, long nowNs) =>
        Math.Max(0, nowNs - Math.Max(state.LastUseNs, state.LoadedAtNs)) * 1e-9;
}
