namespace Teleo.Experiments.Falsification;

/// <summary>The answer of the evidence to one criterion.</summary>
internal enum CriterionAnswer
{
    /// <summary>The data does not decide.</summary>
    Unknown,
    Holds,
    Fails,

    /// <summary>The runs that would show it are not there.</summary>
    NotMeasured,
}

/// <summary>An answer with its figures, in words.</summary>
internal readonly record struct Finding(CriterionAnswer Answer, string Evidence)
{
    public static Finding Of(bool holds, string evidence) => new(holds ? CriterionAnswer.Holds : CriterionAnswer.Fails, evidence);
}
