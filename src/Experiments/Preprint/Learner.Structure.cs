using System.Diagnostics;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Preprint;

/// <summary>The slow loop: which structural action to make on a sample, and making it.</summary>
public sealed partial class Learner
{
    /// <summary>
    /// Scores no-op, genesis and wedge on a sample and chooses the one of least objective that the resource can pay for. Changes nothing.
    /// </summary>
    /// <param name="balance">The credits that the resource holds.</param>
    /// <param name="chance">Draws the direction of an atom where genesis is proposed.</param>
    public StructuralDecision Decide(in LabelledSample sample, LearnerState theta, double balance, RandomStream chance)
    {
        Evaluate(sample, theta);
        int winner = WinnerOf(theta);
        bool uncovered = IsUncovered(sample, theta);
        bool forced = uncovered && Options.Coverage != CoverageRule.Scored && Has(StructuralActions.Genesis);

        var noOp = Candidate(LossWith(sample.Label, 0, 0), 0, StructuralAction.NoOp, balance);
        var genesis = ScoreGenesis(sample, uncovered, balance, chance);
        var wedge = ScoreWedge(sample, theta, winner, noOp.Total, balance);

        var wanted = forced ? StructuralAction.Genesis : Best(noOp, genesis, wedge, affordable: false);
        bool overrides = forced && Options.Coverage == CoverageRule.Override;
        bool forbidden = !overrides && !Of(wanted).IsAffordable;
        var choice = forbidden ? Best(noOp, genesis, wedge, affordable: true) : wanted;
        return new()
        {
            NoOp = noOp,
            Genesis = genesis,
            Wedge = wedge,
            Wanted = wanted,
            Choice = choice,
            Reason = ReasonOf(forbidden, forced, choice, isProposed: genesis.IsProposed || wedge.IsProposed),
            IsUncovered = uncovered,
            Winner = winner,
            Atom = choice == StructuralAction.Wedge ? _wedgeAtom : _genesisAtom,
        };

        StructuralCandidate Of(StructuralAction action) => action switch
        {
            StructuralAction.Genesis => genesis,
            StructuralAction.Wedge => wedge,
            _ => noOp,
        };
    }

    private static StructuralReason ReasonOf(bool isForbidden, bool isForced, StructuralAction choice, bool isProposed) =>
        isForbidden ? StructuralReason.InsufficientResource
        : isForced ? StructuralReason.CoverageRule
        : choice != StructuralAction.NoOp ? StructuralReason.BestScore
        : isProposed ? StructuralReason.NoImprovement
        : StructuralReason.NothingProposed;

    /// <summary>Makes the choice of a decision; the sample is the one it was made on.</summary>
    public void Apply(in StructuralDecision decision, in LabelledSample sample, LearnerState theta)
    {
        if (decision.Choice == StructuralAction.NoOp) return;
        int row = theta.Trajectory.Count - 1;
        int atom = theta.AddAtom(decision.Atom.Span, Options.InitialFisher);
        switch (decision.Choice)
        {
            case StructuralAction.Genesis:
                theta.AddHypothesis(NewBorn(theta, atom, sample.Label, -1, row));
                break;
            case StructuralAction.Wedge:
                ref var winner = ref theta.HypothesisRows[decision.Winner];
                int form = winner.Form, parent = winner.Id;
                winner = winner with
                {
                    Id = theta.Born++,
                    Parent = parent,
                    BornAt = theta.ParameterRevision,
                    Form = theta.Forms.And(form, atom),
                    Negatives = EvidenceList.Empty,
                };
                theta.AddHypothesis(NewBorn(theta, theta.Forms.AndNot(form, atom), sample.Label, parent, row));
                break;
            default:
                throw new UnreachableException();
        }

        theta.StructureRevision++;
    }

    private LearnedHypothesis NewBorn(LearnerState theta, int form, int label, int parent, int row) => new()
    {
        Id = theta.Born++,
        Parent = parent,
        BornAt = theta.ParameterRevision,
        Form = form,
        Class = label,
        Reliability = Options.InitialReliability,
        Weight = Options.InitialWeight,
        WeightFisher = Options.InitialFisher,
        Positives = theta.Trajectory.Remember(EvidenceList.Empty, row),
        Negatives = EvidenceList.Empty,
    };

    private bool Has(StructuralActions action) => (Options.Actions & action) != 0;

    private bool IsUncovered(in LabelledSample sample, LearnerState theta)
    {
        foreach (ref readonly var hypothesis in theta.Hypotheses)
            if (hypothesis.Class == sample.Label && _values[hypothesis.Form] > Options.CoverThreshold) return false;
        return true;
    }

    /// <summary>A half-space in a random direction, with a set logit at a centre on or near the sample.</summary>
    private StructuralCandidate ScoreGenesis(in LabelledSample sample, bool uncovered, double balance, RandomStream chance)
    {
        if (!Has(StructuralActions.Genesis) || (!uncovered && !Options.GenesisWhenCovered)) return default;
        int features = _shape.Features;
        double squares = 0, offset = Options.AtomOffset;
        DrawNormals(_genesisAtom.AsSpan(0, features), ref chance);
        foreach (double coordinate in _genesisAtom.AsSpan(0, features)) squares += coordinate * coordinate;
        double scale = Options.AtomScale / Math.Sqrt(squares);
        for (int i = 0; i < features; i++)
        {
            _genesisAtom[i] *= scale;
            double centre = sample.Values[i];
            if (Options.CentreSpread > 0) centre += Options.CentreSpread * PortableMath.Normals(ref chance).First;
            offset -= _genesisAtom[i] * centre;
        }

        _genesisAtom[features] = offset;
        double value = FormValues.Sigmoid(DoubleLanes.Dot(_genesisAtom, sample.Values));
        return Candidate(LossWith(sample.Label, sample.Label, Options.InitialWeight * value), 1, StructuralAction.Genesis, balance);
    }

    private static void DrawNormals(Span<double> values, ref RandomStream chance)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            var (first, second) = PortableMath.Normals(ref chance);
            values[i] = first;
            if (i + 1 < values.Length) values[i + 1] = second;
        }
    }

    /// <summary>
    /// A split of the winner where it speaks for a wrong class. The loss after it falls with the separator's value on the sample, so the
    /// loss at value 0 is a bound: where that cannot beat no-op, nothing is fitted.
    /// </summary>
    private StructuralCandidate ScoreWedge(in LabelledSample sample, LearnerState theta, int winner, double toBeat, double balance)
    {
        if (!Has(StructuralActions.Wedge) || winner < 0) return default;
        ref readonly var won = ref theta.Hypotheses[winner];
        if (won.Class == sample.Label || won.PositiveCount < Options.LeastEvidence) return default;

        double value = _values[won.Form], complexity = WedgeComplexity(theta.Forms, won.Form);
        var bound = Candidate(LossAt(0, sample.Label, won), complexity, StructuralAction.Wedge, balance);
        if (!ScoresAll && !Options.InvertedComparator && bound.Total >= toBeat) return bound;

        _separator.Fit(theta.Trajectory, won.Positives, won.Negatives, sample, Options, _wedgeAtom);
        double separator = FormValues.Sigmoid(DoubleLanes.Dot(_wedgeAtom, sample.Values));
        return Candidate(LossAt(separator, sample.Label, won), complexity, StructuralAction.Wedge, balance);

        double LossAt(double part, int label, in LearnedHypothesis split) =>
            LossWith(label, split.Class, -split.Weight * value * (1 - part), label, Options.InitialWeight * value * (1 - part));
    }

    /// <summary>Complexity that splitting a form adds: f AND a and f AND NOT a in place of f, with a new atom a.</summary>
    private double WedgeComplexity(Forms forms, int form)
    {
        int cross = forms.FindCross(form);
        if (Options.ComplexityCount == ComplexityCount.Unique) return cross >= 0 ? 4 : 5;
        double crossed = cross >= 0 ? forms.ComplexityOf(cross) : forms.ComplexityOf(form) + 1;
        return 1 + crossed + 2 + (1 + crossed + 1) - forms.ComplexityOf(form);
    }

    private StructuralCandidate Candidate(double loss, double complexity, StructuralAction action, double balance)
    {
        double cost = Options.Energy.CostOf(action);
        double total = loss + Options.ComplexityPrice * complexity + Options.EnergyPrice * cost;
        return new(true, loss, complexity, cost, total, Options.GateOpen || cost <= balance);
    }

    /// <summary>The candidate of least objective; no-op wins ties, then genesis.</summary>
    private StructuralAction Best(
        in StructuralCandidate noOp, in StructuralCandidate genesis, in StructuralCandidate wedge, bool affordable)
    {
        var best = StructuralAction.NoOp;
        double least = noOp.Total;
        if (Beats(genesis, least)) (best, least) = (StructuralAction.Genesis, genesis.Total);
        if (Beats(wedge, least)) best = StructuralAction.Wedge;
        return best;

        bool Beats(in StructuralCandidate candidate, double total) =>
            candidate.IsProposed && (!affordable || candidate.IsAffordable)
            && (Options.InvertedComparator ? candidate.Total > total : candidate.Total < total);
    }
}
