namespace Teleo.Experiments.Falsification;

/// <summary>The arms that claims about the commitments are made with, by their names in the catalog of policies.</summary>
internal static class Arms
{
    public const string Full = "teleodynamic";
    public const string NoResource = Full + "-no-resource";
    public const string GateOpen = Full + "-gate-open";
    public const string NoStructure = Full + "-no-structure";
    public const string Inverted = "inverted-comparator";
    public const string HardStop = Full + "-hard-stop";
    public const string ExpandedCaps = Full + "-expanded-caps";
    public const string CapFree = Full + "-cap-free";
    public const string RandomAction = "random-action";
    public const string ActionShuffle = "action-shuffle";
    public const string NeverAct = "never-act";
    public const string DriftPlusPenalty = "drift-plus-penalty";
}
