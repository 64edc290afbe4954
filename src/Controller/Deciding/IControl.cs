namespace Teleo.Controller.Deciding;

/// <summary>
/// A control that ignores the score, as a negative control: it chooses among the candidates that the gate and the guards allow.
/// </summary>
internal interface IControl
{
    /// <summary>Returns the index of the candidate to take; 0 is the no-op.</summary>
    int Choose(DecisionInputs inputs, CandidateSet candidates);
}
