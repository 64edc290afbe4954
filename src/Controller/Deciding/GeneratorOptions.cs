using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>The options of candidate generation.</summary>
public sealed record GeneratorOptions
{
    public OperatorSet Operators { get; init; } = OperatorSet.All;

    /// <summary>
    /// The largest number of skills that are considered for loading in one decision: those with waiting requests and the most valuable
    /// ones. The others count as pruned.
    /// </summary>
    public int Breadth { get; init; } = 128;

    /// <summary>A skill is proposed for retirement when its success is surely (two standard errors) below this.</summary>
    public double RetireBelowQuality { get; init; } = 0.2;

    /// <summary>Answers that must have been judged before that.</summary>
    public int RetireAfterJudged { get; init; } = 20;

    public IEnumerable<string> Problems() => Broken(AtLeast(1, Breadth), Share(RetireBelowQuality), AtLeast(1, RetireAfterJudged));
}
