namespace Teleo.Controller.Deciding;

/// <summary>A factor on each term. Prices set what a term is worth; weights exist to switch terms off or bend them in a study.</summary>
public sealed record ScoreWeights
{
    public double TaskBenefit { get; init; } = 1;
    public double Memory { get; init; } = 1;
    public double LoadLatency { get; init; } = 1;
    public double Interference { get; init; } = 1;
    public double Uncertainty { get; init; } = 1;
    public double Governance { get; init; } = 1;
    public double Switching { get; init; } = 1;
    public double AccruedWaiting { get; init; } = 1;
    public double Reservation { get; init; } = 1;

    public double this[ScoreTerm term] => term switch
    {
        ScoreTerm.TaskBenefit => TaskBenefit,
        ScoreTerm.Memory => Memory,
        ScoreTerm.LoadLatency => LoadLatency,
        ScoreTerm.Interference => Interference,
        ScoreTerm.Uncertainty => Uncertainty,
        ScoreTerm.Governance => Governance,
        ScoreTerm.Switching => Switching,
        ScoreTerm.AccruedWaiting => AccruedWaiting,
        ScoreTerm.Reservation => Reservation,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The same weights with one term's factor changed.</summary>
    public ScoreWeights With(ScoreTerm term, double weight) => term switch
    {
        ScoreTerm.TaskBenefit => this with { TaskBenefit = weight },
        ScoreTerm.Memory => this with { Memory = weight },
        ScoreTerm.LoadLatency => this with { LoadLatency = weight },
        ScoreTerm.Interference => this with { Interference = weight },
        ScoreTerm.Uncertainty => this with { Uncertainty = weight },
        ScoreTerm.Governance => this with { Governance = weight },
        ScoreTerm.Switching => this with { Switching = weight },
        ScoreTerm.AccruedWaiting => this with { AccruedWaiting = weight },
        ScoreTerm.Reservation => this with { Reservation = weight },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public ScoreTerms ToTerms()
    {
        var terms = default(ScoreTerms);
        for (int i = 0; i < ScoreTerms.Count; i++) terms[i] = this[(ScoreTerm)i];
        return terms;
    }
}
