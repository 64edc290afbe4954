namespace Teleo.Experiments.Preprint;

/// <summary>The counts of one run.</summary>
internal struct LearnerTally
{
    private double _loss;
    private int _passes;

    public int Genesis { get; private set; }

    public int GenesisByRuleAlone { get; private set; }

    public int Wedges { get; private set; }

    public int Wanted { get; private set; }

    public int Forbidden { get; private set; }

    public int Overridden { get; private set; }

    public long LastAction { get; private set; }

    public long WithWinner { get; private set; }

    public long Disagreements { get; private set; }

    public double FirstLoss { get; private set; }

    public double LastLoss { get; private set; }

    public void Note(in Prediction prediction, in StructuralDecision decision, long step)
    {
        _loss += prediction.Loss;
        if (prediction.WinnerId >= 0)
        {
            WithWinner++;
            if (prediction.WinnerClass != prediction.Class) Disagreements++;
        }

        if (decision.Wanted != StructuralAction.NoOp) Wanted++;
        if (decision.IsForbidden) Forbidden++;
        if (decision.Choice == StructuralAction.NoOp) return;
        LastAction = step;
        if (decision.IsOverride) Overridden++;
        if (decision.Choice == StructuralAction.Wedge) Wedges++;
        else Genesis++;
        if (decision.Reason == StructuralReason.CoverageRule && !(decision.Genesis.Total < decision.NoOp.Total)) GenesisByRuleAlone++;
    }

    public void EndPass(int samples)
    {
        LastLoss = _loss / samples;
        if (_passes++ == 0) FirstLoss = LastLoss;
        _loss = 0;
    }
}
