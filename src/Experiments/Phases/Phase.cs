namespace Teleo.Experiments.Phases;

/// <summary>The three phases of the theory, and the honest fourth answer.</summary>
public enum Phase : byte
{
    Ambiguous,
    UnderStructuring,
    TeleodynamicGrowth,
    OverStructuring,
}
