using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// The pure part of a decision: generate, check eligibility, score, gate, select. It has no clock, no input or output, and no randomness
/// except from its inputs. Equal inputs fill a record with equal bits, live, simulated or replayed.
/// </summary>
public sealed class Decider
{
    private readonly Catalog _catalog;
    private readonly ControllerOptions _options;
    private readonly SkillValues _values;
    private readonly CandidateGenerator _generator;
    private readonly Eligibility _eligibility;
    private readonly Scorer _scorer;
    private readonly Stabiliser _stabiliser;
    private readonly Selector _selector;
    private readonly Gate _gate;
    private readonly ScoreTerms _weights;
    private double[] _totals = new double[64];

    public Decider(Catalog catalog, ControllerOptions options)
    {
        _catalog = catalog;
        _options = options;
        _weights = options.Score.Weights.ToTerms();
        _values = new(catalog.Count, options.Score);
        _generator = new(catalog, options.Generator, _values);
        _eligibility = new(catalog, options.Eligibility, options.Score.MostPassed);
        _scorer = new(catalog, options.Score, options.Ledger.Costs, _values);
        _stabiliser = new(options.Stabilisers, _values);
        _selector = new(options.Selection, _weights);
        _gate = new(options);
    }

    public Catalog Catalog => _catalog;

    public ControllerOptions Options => _options;

    /// <summary>Decides on <see cref="DecisionRecord.Inputs"/> and writes candidates and choice into the record.</summary>
    public void Decide(DecisionRecord record)
    {
        var inputs = record.Inputs;
        var candidates = record.Candidates;
        record.Weights = _weights;
        _values.Prepare(inputs);
        _generator.Generate(inputs, candidates);
        long dueNs = _eligibility.Judge(inputs, candidates);
        _scorer.Score(inputs, candidates);
        var totals = Totals(candidates);
        _stabiliser.Mark(inputs, candidates, totals);
        _gate.Mark(inputs, candidates);
        record.Choice = _selector.Select(inputs, candidates, totals, dueNs);
    }

    private ReadOnlySpan<double> Totals(CandidateSet candidates)
    {
        if (_totals.Length < candidates.Count) _totals = new double[2 * candidates.Count];
        for (int i = 0; i < candidates.Count; i++) _totals[i] = candidates[i].Terms.Total(_weights);
        return _totals.AsSpan(0, candidates.Count);
    }
}
