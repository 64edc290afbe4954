namespace Teleo.Experiments.Subjects;

/// <summary>The changes that the judge makes to a subject in one run. The defaults change nothing.</summary>
internal sealed record Treatment(string Name)
{
    public static readonly Treatment None = new("full");

    /// <summary>Seconds from which no event of a request reaches <see cref="ISubject.Observe"/>.</summary>
    public double FreezeLearningAtSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>The share of completions reported to the account as wrong and late. Learning gets the true outcomes.</summary>
    public double FalseOutcomes { get; init; }

    /// <summary>The balances that the subject is shown when it decides.</summary>
    public AccountRule Account { get; init; }

    /// <summary>Credits per second of the clock; a factor on the balance for every other rule.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Decisions by which a lagged account lags.</summary>
    public int Lag { get; init; } = 200;

    /// <summary>The rule that chooses among the candidates that are not forbidden.</summary>
    public ChoiceRule Choice { get; init; }

    /// <summary>Takes no action, whatever the subject chooses.</summary>
    public bool ClampsStructure { get; init; }

    /// <summary>Seconds after which the state besides theta and account is reset.</summary>
    public double ResetRestAtSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds at which the subject is replaced by a new one that gets the three parts of the state.</summary>
    public double RestartAtSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Returns true unless the run must be the same, to the bit, as without the treatment.</summary>
    /// <param name="hasAccount">The subject has an account.</param>
    /// <param name="hasRest">The subject has state beside theta and account.</param>
    public bool Changes(bool hasAccount, bool hasRest)
    {
        bool isOfAccount = FalseOutcomes > 0 || Account != AccountRule.Own, isOfRest = double.IsFinite(ResetRestAtSeconds);
        bool isOfOther = double.IsFinite(FreezeLearningAtSeconds) || Choice != ChoiceRule.Own || ClampsStructure
            || double.IsFinite(RestartAtSeconds);
        return isOfOther || (isOfAccount && hasAccount) || (isOfRest && hasRest);
    }
}

/// <summary>The rule that makes the account that a decision reads.</summary>
internal enum AccountRule
{
    /// <summary>The balances as they are.</summary>
    Own,

    /// <summary>Balances too high to forbid anything.</summary>
    Open,

    /// <summary>Balances of zero.</summary>
    Empty,

    /// <summary>A bucket for each source that time fills and accepted actions empty.</summary>
    Clock,

    /// <summary>A uniform draw between zero and the highest balance so far.</summary>
    Noise,

    /// <summary>The mean of all balances so far.</summary>
    Mean,

    /// <summary>The balances of some decisions ago.</summary>
    Lagged,

    /// <summary>A past balance drawn at random.</summary>
    Shuffled,
}

/// <summary>The rule that chooses among the candidates of a decision.</summary>
internal enum ChoiceRule
{
    /// <summary>The subject.</summary>
    Own,

    /// <summary>The candidate with the lowest score that is not forbidden, at every decision at which the subject acts.</summary>
    Worst,

    /// <summary>A candidate drawn at random that is not forbidden, at every decision at which the subject acts.</summary>
    Random,
}
