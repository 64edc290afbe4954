namespace Teleo.Controller.Deciding;

/// <summary>Why nothing was chosen.</summary>
public enum NoOpReason : byte
{
    /// <summary>An action was chosen.</summary>
    None,

    /// <summary>No candidate has a positive benefit.</summary>
    NoStructuralImprovement,

    /// <summary>Some promise a benefit, none is worth what it costs.</summary>
    BenefitBelowComplexityCost,

    /// <summary>The best could not be paid for, and nothing that could beats doing nothing.</summary>
    InsufficientEndogenousResource,

    /// <summary>The best was held back by a stabiliser, is not permitted, or rests on a reading that cannot be used.</summary>
    CooldownOrEligibility,

    /// <summary>The best beats doing nothing by less than the margin.</summary>
    AmbiguousOrTie,

    /// <summary>An outer limit prevents the action: no memory, no loader, a protected skill, a back-off, an operator's stop.</summary>
    ExternalSafetyGuard,
}
