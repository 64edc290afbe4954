namespace Teleo.Engine.Skills;

/// <summary>The stage of an installed skill.</summary>
public enum SkillStage
{
    Installed,
    Verified,
    Resident,
    Active,
    Suspended,
    Retired,
    Quarantined,
}

/// <summary>Lists the legal moves. Everything else is refused with both stages named.</summary>
public static class SkillStages
{
    private static readonly (SkillStage From, SkillStage To)[] Legal =
    [
        (SkillStage.Installed, SkillStage.Verified),
        (SkillStage.Verified, SkillStage.Resident),
        (SkillStage.Resident, SkillStage.Active),
        (SkillStage.Resident, SkillStage.Verified),
        (SkillStage.Active, SkillStage.Verified),
        (SkillStage.Active, SkillStage.Suspended),
        (SkillStage.Suspended, SkillStage.Resident),
        (SkillStage.Suspended, SkillStage.Verified),
        (SkillStage.Retired, SkillStage.Installed),
        (SkillStage.Quarantined, SkillStage.Installed),
    ];

    /// <summary>
    /// Returns true for a legal change. Any stage may be retired or quarantined; a retired or quarantined skill becomes installed again and
    /// must be verified.
    /// </summary>
    public static bool IsLegal(SkillStage from, SkillStage to) =>
        to switch
        {
            SkillStage.Retired => from is not (SkillStage.Retired or SkillStage.Quarantined),
            SkillStage.Quarantined => from != SkillStage.Quarantined,
            _ => Legal.Contains((from, to)),
        };

    public static bool IsInMemory(SkillStage stage) => stage is SkillStage.Resident or SkillStage.Active or SkillStage.Suspended;

    /// <summary>The stage as events name it.</summary>
    internal static string Word(SkillStage stage) => stage.ToString().ToLowerInvariant();
}
