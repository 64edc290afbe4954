namespace Teleo.Controller.Deciding;

/// <summary>
/// The selector's choice, and its choices had this or that not stood in the way. Indexes into the candidates; 0 is the no-op.
/// </summary>
public record struct Choice
{
    public int Chosen;

    /// <summary>The strongest other candidate that may be taken.</summary>
    public int Runner;

    /// <summary>The best eligible candidate before stabilisers and gate.</summary>
    public int Wanted;

    /// <summary>Total of the chosen less total of the runner-up; not a number without one.</summary>
    public double Margin;

    /// <summary>The resource forbade an action that would otherwise have been taken.</summary>
    public bool GateBound;

    public OutcomeCode Outcome;
    public NoOpReason Reason;
}
