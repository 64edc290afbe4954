namespace Teleo.Controller.Deciding;

/// <summary>A rule that ignores the score, there to lose: it picks among the candidates that the gate and the guards leave.</summary>
internal interface IControl
{
    /// <summary>Returns the index of the candidate to take; 0 is the no-op.</summary>
    int Choose(DecisionInputs inputs, CandidateSet candidates);
}
